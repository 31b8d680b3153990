using System.Globalization;

namespace DonatelloAI.Api.Generations;

/// <summary>The preference <c>Prefer: wait=N</c> of RFC 7240. A handler takes it as a parameter. What is no such preference is ignored, as the RFC says.</summary>
/// <param name="Seconds">How long the caller would wait, at most <see cref="MaxSeconds"/>; null for not at all.</param>
internal sealed record Patience(int? Seconds)
{
    /// <summary>Longest wait in seconds; a longer one is cut.</summary>
    public const int MaxSeconds = 60;

    private const string Wait = "wait=";

    public static ValueTask<Patience> BindAsync(HttpContext context)
    {
        var wait = context.Request.Headers["Prefer"]
            .SelectMany(static header => (header ?? "").Split([',', ';'], StringSplitOptions.TrimEntries))
            .FirstOrDefault(static preference => preference.StartsWith(Wait, StringComparison.OrdinalIgnoreCase));
        return ValueTask.FromResult(new Patience(
            uint.TryParse(wait?[Wait.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? (int)Math.Min(seconds, MaxSeconds) : null));
    }

    /// <summary>Says that the preference was followed.</summary>
    public void MarkApplied(HttpContext context)
    {
        if (Seconds is { } seconds)
        {
            context.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"{Wait}{seconds}");
        }
    }
}
