namespace DonatelloAI.Contracts.Provenance;

/// <summary>Where an image comes from, and how its own bytes say so.</summary>
/// <param name="DigitalSourceType">How it came into being: an address of IPTC's vocabulary of digital sources.</param>
/// <param name="HasXmp">True when its bytes say so, in XMP.</param>
/// <param name="HasManifest">True when a C2PA manifest came with it; then its bytes are as they came.</param>
/// <param name="Sha256">SHA-256 of the stored bytes, lower-case hex; null while they are not stored.</param>
[GenerateSerializer, Immutable, Alias("donatello.ImageProvenance")]
public sealed record ImageProvenance(
    [property: Id(0)] string DigitalSourceType,
    [property: Id(1)] bool HasXmp,
    [property: Id(2)] bool HasManifest,
    [property: Id(3)] string? Sha256 = null);
