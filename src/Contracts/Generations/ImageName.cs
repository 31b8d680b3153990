using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DonatelloAI.Contracts.Generations;

/// <summary>
/// The name of an image in the store: organisation, generation, attempt and part. Two attempts never share a name, so a late
/// answer of one cannot replace what another stored.
/// </summary>
/// <remarks>
/// The text is <c>{organisation}/{shard}/{generation}-{attempt}-{part}</c> with ids as 32 hex digits; the shard is the last
/// two digits of the generation's id and keeps folders small. There is one text for a name, and no text that leaves the
/// store's root.
/// </remarks>
public sealed record ImageName
{
    /// <summary>Highest number of an attempt that a name can carry.</summary>
    public const int MaxAttemptNo = 9999;

    /// <summary>Makes a name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The attempt is not 1 to <see cref="MaxAttemptNo"/>, or the part is unknown.</exception>
    public ImageName(Guid organizationId, Guid generationId, int attemptNo, ImagePart part)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attemptNo, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(attemptNo, MaxAttemptNo);
        OrganizationId = organizationId;
        GenerationId = generationId;
        AttemptNo = attemptNo;
        Part = part;
        PartText = TextOf(part);
    }

    /// <summary>The organisation that owns the image.</summary>
    public Guid OrganizationId { get; }

    /// <summary>The generation.</summary>
    public Guid GenerationId { get; }

    /// <summary>The attempt that made it, 1 or more.</summary>
    public int AttemptNo { get; }

    /// <summary>What it is.</summary>
    public ImagePart Part { get; }

    private string PartText { get; }

    /// <summary>The name of another part of the same attempt.</summary>
    public ImageName For(ImagePart part) => new(OrganizationId, GenerationId, AttemptNo, part);

    /// <summary>Reads the text of a name; false for anything that <see cref="ToString"/> would not have written.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageName? name)
    {
        name = null;
        var segments = text?.Split('/') ?? [];
        if (segments is not [var organization, _, var leaf]
            || leaf.Split('-') is not [var generation, var attempt, var part]
            || !Guid.TryParseExact(organization, "N", out var organizationId)
            || !Guid.TryParseExact(generation, "N", out var generationId)
            || !int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var attemptNo)
            || attemptNo is < 1 or > MaxAttemptNo
            || PartOf(part) is not { } imagePart)
        {
            return false;
        }

        var candidate = new ImageName(organizationId, generationId, attemptNo, imagePart);
        name = string.Equals(candidate.ToString(), text, StringComparison.Ordinal) ? candidate : null;
        return name is not null;
    }

    /// <summary>The name's text.</summary>
    public override string ToString()
    {
        var generation = GenerationId.ToString("N");
        return string.Create(CultureInfo.InvariantCulture, $"{OrganizationId:N}/{generation[^2..]}/{generation}-{AttemptNo}-{PartText}");
    }

    private static string TextOf(ImagePart part) => part switch
    {
        ImagePart.Image => "image",
        ImagePart.Thumbnail => "thumbnail",
        ImagePart.Metadata => "metadata",
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "An image part is Image, Thumbnail or Metadata."),
    };

    private static ImagePart? PartOf(string text) => text switch
    {
        "image" => ImagePart.Image,
        "thumbnail" => ImagePart.Thumbnail,
        "metadata" => ImagePart.Metadata,
        _ => null,
    };
}

/// <summary>What is stored for one attempt.</summary>
public enum ImagePart
{
    /// <summary>The image itself.</summary>
    Image = 0,

    /// <summary>Its small version.</summary>
    Thumbnail = 1,

    /// <summary>The JSON file that describes it.</summary>
    Metadata = 2,
}
