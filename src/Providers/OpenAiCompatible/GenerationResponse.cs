using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>What a body with status 200 holds: bytes, an address to fetch them from, or neither.</summary>
/// <param name="Image">The picture's bytes.</param>
/// <param name="Address">Where the picture lies instead.</param>
/// <param name="Usage">What was counted; null where nothing is said.</param>
/// <param name="Refusal">Why there is neither.</param>
internal sealed record GenerationResponse(byte[]? Image, Uri? Address, ProviderUsage? Usage, ProviderRefused? Refusal)
{
    /// <summary>The prompt as the vendor rewrote it.</summary>
    public string? RevisedPrompt { get; private init; }

    /// <summary>The vendor's verdict on the image.</summary>
    public ContentFilter? Filter { get; private init; }

    public static GenerationResponse Read(VendorReply reply)
    {
        using var json = reply.Json();
        return json is null ? new GenerationResponse(null, null, null, Answers.NoJson()) : Read(json.RootElement, reply);
    }

    /// <summary>Neither, and why.</summary>
    public static GenerationResponse Of(ProviderRefused refusal) => new(null, null, refusal.Usage, refusal);

    /// <summary>What the last event of a stream holds.</summary>
    public static GenerationResponse OfEvent(JsonElement root, VendorReply reply) => root.Get("error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String }
        ? Of(ErrorBody.Of(root).ToRefusal(reply) with { Usage = UsageOf(root) })
        : Told(root, UsageOf(root));

    /// <summary>The picture, with what the vendor says about it.</summary>
    public ProviderAnswer Checked(ReadOnlyMemory<byte> image)
    {
        var answer = Answers.Checked(image, Usage);
        return answer is ProviderDone done
            ? done with { RevisedPrompt = RevisedPrompt, Safety = Filter?.Verdict, IsNsfw = Filter is { IsSexual: true } }
            : answer;
    }

    private static GenerationResponse Read(JsonElement root, VendorReply reply)
    {
        var usage = UsageOf(root);
        if (root.Get("error") is { ValueKind: JsonValueKind.Object or JsonValueKind.String })
            return new GenerationResponse(null, null, usage, ErrorBody.Of(root).ToRefusal(reply) with { Usage = usage });
        if (root.Get("data") is not { ValueKind: JsonValueKind.Array } data || data.GetArrayLength() == 0)
            return Invalid("The vendor's answer holds no image.", usage, BilledState.Unknown);

        return Told(data[0], usage);
    }

    private static GenerationResponse Told(JsonElement item, ProviderUsage? usage) =>
        Item(item, usage) with { RevisedPrompt = item.Text("revised_prompt"), Filter = ContentFilter.Read(item) };

    private static GenerationResponse Item(JsonElement item, ProviderUsage? usage) =>
        item.Get("b64_json") is { ValueKind: JsonValueKind.String } text
            ? text.TryGetBytesFromBase64(out var bytes)
                ? new GenerationResponse(bytes, null, usage, null)
                : Invalid("The vendor's image is no base64.", usage, BilledState.Yes)
        : Uri.TryCreate(item.Text("url"), UriKind.Absolute, out var address) ? new GenerationResponse(null, address, usage, null)
        : ContentFilter.Read(item).IsFiltered ? new GenerationResponse(null, null, usage, Withheld(usage))
        : Invalid("The vendor's answer holds neither bytes nor an address.", usage, BilledState.Unknown);

    private static ProviderRefused Withheld(ProviderUsage? usage) =>
        Answers.Refused(ProviderError.ContentBlockedOutput, usage is null ? BilledState.Unknown : BilledState.Yes, "The vendor made an image and its filter withheld it.")
            with { Usage = usage };

    private static ProviderUsage? UsageOf(JsonElement root)
    {
        if (root.Get("usage") is not { ValueKind: JsonValueKind.Object } usage) return null;

        var (input, output) = (usage.Get("input_tokens_details"), usage.Get("output_tokens_details"));
        var counted = new ProviderUsage
        {
            TextInTokens = input?.Count("text_tokens") ?? usage.Count("input_tokens") ?? 0,
            ImageInTokens = input?.Count("image_tokens") ?? 0,
            ImageOutTokens = output?.Count("image_tokens") ?? usage.Count("output_tokens") ?? 0,
            TextOutTokens = output?.Count("text_tokens") ?? 0,
        };
        return counted.IsEmpty ? null : counted;
    }

    private static GenerationResponse Invalid(string message, ProviderUsage? usage, BilledState billed) =>
        new(null, null, usage, Answers.Invalid(message, usage, billed));
}
