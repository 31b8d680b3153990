using Microsoft.Extensions.Options;

namespace DonatelloAI.Hosting;

/// <summary>Wrong options, told to whoever wrote them.</summary>
public static class ConfigurationFailures
{
    /// <summary>What stopped the start when it was wrong options, of one class or of several; null when it was something else.</summary>
    public static string? Explain(Exception failure) => failure switch
    {
        OptionsValidationException one => one.Sentences(),
        AggregateException several when several.InnerExceptions.All(static inner => inner is OptionsValidationException) =>
            string.Join(Environment.NewLine, several.InnerExceptions.Cast<OptionsValidationException>().Select(Sentences)),
        _ => null,
    };

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
