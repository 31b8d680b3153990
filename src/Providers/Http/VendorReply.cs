using System.Net.Http.Headers;
using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.Http;

/// <summary>A vendor's answer, read as far as its limits allow. No record: its text would show the body.</summary>
public sealed class VendorReply
{
    /// <summary>Largest answer in bytes: a picture of <see cref="ImageFetcher.MaxBytes"/> is a third longer in base64.</summary>
    public const int MaxAnswerBytes = 64 * 1024 * 1024;

    private const int MaxErrorBytes = 256 * 1024;
    private const int MaxReasonLength = 500;

    // Names under which vendors send the id of a request, the most telling first.
    private static readonly string[] IdHeaders = ["x-request-id", "apim-request-id", "x-ms-request-id"];

    private readonly HttpResponseHeaders _headers;
    private readonly string?[] _secrets;

    private VendorReply(HttpResponseMessage response, ReadOnlyMemory<byte>? body, TimeSpan? retryAfter, string?[] secrets)
    {
        (_headers, _secrets) = (response.Headers, secrets);
        (Status, ContentType) = ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
        (Body, IsTooLarge, RetryAfter) = (body ?? default, body is null, retryAfter);
    }

    /// <summary>The status.</summary>
    public int Status { get; }

    /// <summary>True for 200.</summary>
    public bool IsOk => Status == 200;

    /// <summary>The media type as the vendor states it, without parameters; null where it states none.</summary>
    public string? ContentType { get; }

    /// <summary>The body; empty where an error's broke off or was too long.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>True where the body is longer than <see cref="MaxAnswerBytes"/>.</summary>
    public bool IsTooLarge { get; }

    /// <summary>When to come back, by the headers; at most <see cref="Http.RetryAfter.Longest"/>.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The vendor's id of the request, at most 255 visible ASCII characters; null where it gives none.</summary>
    public string? RequestId => IdHeaders.Select(Header).FirstOrDefault(IsId);

    /// <summary>The first value of a header; null where it is not there.</summary>
    public string? Header(string name) => _headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>The body as JSON, to be disposed of; null where it is none.</summary>
    public JsonDocument? Json()
    {
        try
        {
            return JsonDocument.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A refusal in the vendor's words, without key and prompt.</summary>
    /// <param name="reason">The vendor's sentence; null where it gives none.</param>
    /// <param name="known">The class where the vendor's code tells it; null for what the status says.</param>
    /// <param name="wait">When to come back where the body says it; null for what the headers say.</param>
    public ProviderRefused Refuse(string? reason, (ProviderError Error, BilledState Billed)? known = null, TimeSpan? wait = null)
    {
        var (error, billed) = known ?? StatusRule.Of(Status, reason is not null);
        return new ProviderRefused { Error = error, Billed = billed, Message = Sentence(reason), RetryAfter = wait ?? RetryAfter };
    }

    /// <summary>Reads an answer. Where an error's body breaks off, the status alone names the class.</summary>
    /// <exception cref="IOException">The body of an answer that is no error broke off.</exception>
    internal static async Task<VendorReply> Read(HttpResponseMessage response, DateTimeOffset now, string?[] secrets, CancellationToken cancellationToken)
    {
        var body = (int)response.StatusCode == 200
            ? await BoundedBody.Read(response.Content, MaxAnswerBytes, cancellationToken)
            : await ErrorBody(response, cancellationToken);
        return new VendorReply(response, body, Http.RetryAfter.Of(response.Headers, now), secrets);
    }

    /// <summary>An answer of which only the headers are read.</summary>
    internal static VendorReply Head(HttpResponseMessage response, DateTimeOffset now, string?[] secrets) =>
        new(response, default(ReadOnlyMemory<byte>), Http.RetryAfter.Of(response.Headers, now), secrets);

    /// <summary>True for what can be kept as the id of a request.</summary>
    internal static bool IsId(string? id) => id is { Length: >= 1 and <= 255 } && id.All(sign => sign is > ' ' and < '\x7F');

    private static async Task<ReadOnlyMemory<byte>> ErrorBody(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedBody.Read(response.Content, MaxErrorBytes, cancellationToken) ?? default;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return default;
        }
    }

    private string Sentence(string? reason) => reason is { Length: > 0 }
        ? $"The vendor answered {Status}: {Cut(Quote(reason))}"
        : $"The vendor answered {Status} without a reason.";

    // Vendors like to repeat what they were sent.
    private string Quote(string reason) =>
        _secrets.Aggregate(reason, static (text, secret) => string.IsNullOrEmpty(secret) ? text : text.Replace(secret, "…", StringComparison.OrdinalIgnoreCase));

    private static string Cut(string text) => text.Length > MaxReasonLength ? text[..MaxReasonLength] : text;
}
