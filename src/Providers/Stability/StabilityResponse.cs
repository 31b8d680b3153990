using System.Globalization;
using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Stability;

/// <summary>Stability's answers: an image as bytes with headers or as JSON, or an error.</summary>
internal static class StabilityResponse
{
    private const string Filtered = "CONTENT_FILTERED";

    // Who asks too often is locked out for a minute, and the answer does not say so.
    private static readonly TimeSpan LockOut = TimeSpan.FromSeconds(60);

    public static ProviderAnswer Read(VendorReply reply, StabilityOptions options) =>
        !reply.IsOk ? Error(reply)
        : reply.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true
            ? Judged(reply, options, reply.Header("finish-reason"), SeedOf(reply.Header("seed")), Answers.Checked(reply.Body, usage: null))
        : Json(reply, options);

    private static ProviderAnswer Json(VendorReply reply, StabilityOptions options)
    {
        using var json = reply.Json();
        return json?.RootElement is { } root
            ? Judged(reply, options, root.Text("finish_reason"), root.Count("seed"), Image(root))
            : Answers.NoJson();
    }

    // A filtered image comes with status 200, blurred.
    private static ProviderAnswer Judged(VendorReply reply, StabilityOptions options, string? finish, long? seed, ProviderAnswer image) =>
        string.Equals(finish, Filtered, StringComparison.OrdinalIgnoreCase)
            ? reply.Refuse("The image was filtered.", (ProviderError.ContentBlockedOutput, options.FilteredIsCharged ? BilledState.Yes : BilledState.No))
        : image is ProviderDone done ? done with { Seed = seed }
        : image;

    private static ProviderAnswer Image(JsonElement root) =>
        root.Get("image") is { ValueKind: JsonValueKind.String } text
            ? text.TryGetBytesFromBase64(out var bytes)
                ? Answers.Checked(bytes, usage: null)
                : Answers.Invalid("The vendor's image is no base64.", null, BilledState.Yes)
            : Answers.Invalid("The vendor's answer holds no image.", null, BilledState.Unknown);

    private static ProviderRefused Error(VendorReply reply)
    {
        using var json = reply.Json();
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root) return reply.Refuse(null, wait: Wait(reply));

        var reason = root.Items("errors").FirstOrDefault() is { ValueKind: JsonValueKind.String } first ? first.GetString() : root.Text("name");
        return reply.Refuse(reason, Known(root.Text("name"), reply.Status), Wait(reply)) with { RequestId = root.Text("id") is { } id && VendorReply.IsId(id) ? id : null };
    }

    private static (ProviderError, BilledState)? Known(string? name, int status) => name switch
    {
        "content_moderation" => (ProviderError.ContentBlockedInput, BilledState.No),
        _ when status == 404 => (ProviderError.ModelRetired, BilledState.No),
        _ => null,
    };

    private static TimeSpan? Wait(VendorReply reply) => reply.RetryAfter ?? (reply.Status == 429 ? LockOut : null);

    private static long? SeedOf(string? header) => long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null;
}
