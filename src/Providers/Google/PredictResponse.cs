using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Google;

/// <summary>The answer of <c>:predict</c>. A withheld image is an entry with a reason, or no entry.</summary>
internal static class PredictResponse
{
    public static ProviderAnswer Read(VendorReply reply)
    {
        using var json = reply.Json();
        return json is null ? Answers.NoJson() : Read(json.RootElement.Items("predictions").FirstOrDefault(), reply);
    }

    private static ProviderAnswer Read(JsonElement prediction, VendorReply reply) =>
        prediction.Get("bytesBase64Encoded") is { ValueKind: JsonValueKind.String } data
            ? data.TryGetBytesFromBase64(out var image)
                ? Answers.Checked(image, usage: null)
                : Answers.Invalid("The vendor's image is no base64.", null, BilledState.Yes)
        : prediction.Text("raiFilteredReason") is { } reason
            ? reply.Refuse($"The image was withheld: {reason}", (ProviderError.ContentBlockedOutput, BilledState.Unknown))
        : Answers.Invalid("The vendor's answer holds no image.", null, BilledState.Unknown);
}
