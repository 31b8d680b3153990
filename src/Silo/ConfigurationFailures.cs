using Microsoft.Extensions.Options;

namespace DonatelloAI.Silo;

/// <summary>Wrong options, told to whoever wrote them.</summary>
public static class ConfigurationFailures
{
    /// <summary>What stopped the start, one sentence a line.</summary>
    public static string Sentences(this OptionsValidationException failure) =>
        string.Join(Environment.NewLine, failure.Failures.Select(Sentence));

    // The validator writes "DataAnnotation validation failed for 'X' members: 'Y' with the error: 'sentence'.".
    private static string Sentence(string failure)
    {
        const string Marker = "with the error: '";
        var start = failure.IndexOf(Marker, StringComparison.Ordinal);
        return start < 0 ? failure : failure[(start + Marker.Length)..].TrimEnd('.', '\'') + ".";
    }
}
