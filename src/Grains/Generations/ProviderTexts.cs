using System.Text;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// What a provider says, cut down to what a row takes: a word too long must not keep an image that was paid for from being
/// settled.
/// </summary>
internal static class ProviderTexts
{
    /// <summary>Most UTF-8 bytes that are kept of a rewritten prompt: sealed they take 2,050 of the 4,096 that facts may have.</summary>
    public const int MaxRevisedPromptBytes = 1_500;

    private const int MaxSafetyLength = 50;

    /// <summary>An id that can be kept; null for one that cannot, since half an id names nothing.</summary>
    public static string? RequestId(string? id) => id is { Length: > 0 and <= LedgerRules.MaxProviderRequestIdLength } && IsPlain(id) ? id : null;

    /// <summary>The beginning of a verdict; null where it is not plain text.</summary>
    public static string? Safety(string? verdict) => verdict is { Length: > 0 } && IsPlain(verdict)
        ? verdict[..Math.Min(verdict.Length, MaxSafetyLength)]
        : null;

    /// <summary>The text with marks in place of halves of surrogate pairs, which have no UTF-8.</summary>
    public static string Encodable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The beginning of a prompt as a vendor rewrote it: as much as fits sealed into the facts beside an image.</summary>
    public static string? RevisedPrompt(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var (length, bytes) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxRevisedPromptBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return Encodable(text[..length]);
    }

    private static bool IsPlain(string text) => text.All(static character => character is >= ' ' and <= '~');
}
