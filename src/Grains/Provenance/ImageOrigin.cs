namespace DonatelloAI.Grains.Provenance;

/// <summary>What an image's own metadata say of where it comes from. Holds no prompt and names no person.</summary>
/// <param name="GenerationId">The generation.</param>
/// <param name="Model">Who made it, <c>provider/model</c>.</param>
/// <param name="SourceType">How.</param>
/// <param name="MadeAt">When.</param>
public sealed record ImageOrigin(Guid GenerationId, string Model, DigitalSourceType SourceType, DateTimeOffset MadeAt);

/// <summary>An image after its marking.</summary>
/// <param name="Bytes">The bytes to store: with the origin in them, or as they came.</param>
/// <param name="HasXmp">True when the bytes say where they come from.</param>
/// <param name="HasManifest">True when a C2PA manifest came with them.</param>
public sealed record MarkedImage(ReadOnlyMemory<byte> Bytes, bool HasXmp, bool HasManifest);
