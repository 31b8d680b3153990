using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers;

/// <summary>What a call says, for vendors that lack a field for it.</summary>
internal static class Words
{
    /// <summary>The prompt; a style without a field of its own is told in words.</summary>
    public static string WithStyle(ProviderCall call) => call.Style is null ? call.Prompt : $"{call.Prompt}\nStyle: {call.Style}";
}
