using DonatelloAI.Contracts.Safety;

namespace DonatelloAI.Api.Safety;

/// <summary>What prompts and images of an organisation may hold; what is absent follows the installation.</summary>
internal sealed record ContentSafetyBody
{
    /// <summary>block refuses prompts and withholds images; allow lets them through and marks them, except for sexual content with minors.</summary>
    public SafetyMode? Mode { get; init; }

    /// <summary>What becomes of content that no checker could be asked about: open lets it through, closed makes it wait and then fail.</summary>
    public OutageRule? WhenUnavailable { get; init; }

    /// <summary>True to have images checked before anybody sees them; one that is withheld costs what the vendor charged.</summary>
    public bool? CheckImages { get; init; }

    /// <summary>From which severity on a category is too much; medium where it is absent.</summary>
    public ContentThresholdsBody? Thresholds { get; init; }

    public ContentSafetySettings ToSettings() => new(
        Mode, WhenUnavailable, CheckImages, Thresholds?.Hate, Thresholds?.Harassment, Thresholds?.Illicit, Thresholds?.SelfHarm, Thresholds?.Sexual, Thresholds?.Violence);

    public static ContentSafetyBody Of(ContentSafetySettings settings) => new()
    {
        Mode = settings.Mode,
        WhenUnavailable = settings.WhenUnavailable,
        CheckImages = settings.CheckImages,
        Thresholds = ContentThresholdsBody.Of(settings),
    };
}

/// <summary>Severities by category: low, medium, high or never.</summary>
internal sealed record ContentThresholdsBody
{
    /// <summary>Hate against a group.</summary>
    public ContentThreshold? Hate { get; init; }

    /// <summary>Harassment of somebody.</summary>
    public ContentThreshold? Harassment { get; init; }

    /// <summary>Help with crimes.</summary>
    public ContentThreshold? Illicit { get; init; }

    /// <summary>Self-harm.</summary>
    public ContentThreshold? SelfHarm { get; init; }

    /// <summary>Sexual content.</summary>
    public ContentThreshold? Sexual { get; init; }

    /// <summary>Violence.</summary>
    public ContentThreshold? Violence { get; init; }

    /// <summary>The thresholds of settings; null where they have none.</summary>
    public static ContentThresholdsBody? Of(ContentSafetySettings settings)
    {
        var thresholds = new ContentThresholdsBody
        {
            Hate = settings.Hate,
            Harassment = settings.Harassment,
            Illicit = settings.Illicit,
            SelfHarm = settings.SelfHarm,
            Sexual = settings.Sexual,
            Violence = settings.Violence,
        };
        return thresholds == new ContentThresholdsBody() ? null : thresholds;
    }
}
