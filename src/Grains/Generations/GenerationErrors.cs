using System.Collections.Frozen;
using System.Text.Json;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>Codes and sentences of failed generations.</summary>
internal static class GenerationErrors
{
    private static readonly FrozenDictionary<ProviderError, string> Codes =
        Enum.GetValues<ProviderError>().ToFrozenDictionary(error => error, error => JsonNamingPolicy.SnakeCaseLower.ConvertName(error.ToString()));

    private static readonly FrozenDictionary<string, string> Sentences = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["invalid_request"] = "The provider does not take the request as it is: change the prompt or the options.",
        ["content_blocked_input"] = "The provider refused the prompt: change it and submit again.",
        ["content_blocked_output"] = "The provider made an image and withheld it under its content rules: change the prompt.",
        ["content_check_unavailable"] = "The content could not be checked, and the organisation's policy wants it checked: submit again later.",
        ["rate_limited"] = "The provider took no more calls in time: submit again later.",
        ["quota_exhausted"] = "The provider account has no quota left: an operator has to raise it.",
        ["authentication"] = "The provider did not accept this installation's key: an operator has to renew it.",
        ["model_retired"] = "The provider has ended the model: choose another one.",
        ["unreachable"] = "The provider could not be reached: submit again later.",
        ["server_error"] = "The provider failed: submit again later.",
        ["outcome_unknown"] = "The provider's answer was lost; it may have charged, so the money stays held until that is known.",
        ["invalid_answer"] = "The provider answered with something that is no image: submit again later.",
        ["cancelled"] = "Called off before an image was made.",
        ["model_unavailable"] = "The model is not offered here any more: choose another one.",
        ["prompt_unreadable"] = "The prompt cannot be read any more, because its owner's data were erased or damaged.",
        ["image_not_stored"] = "The image was made and could not be stored: submit again once an operator has repaired the image store.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string CodeOf(ProviderError error) => Codes[error];

    public static string SentenceOf(string code) => Sentences.GetValueOrDefault(code, "The generation failed.");
}
