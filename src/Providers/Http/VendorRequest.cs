namespace DonatelloAI.Providers.Http;

/// <summary>One request to a vendor. No record: its text would show the prompt.</summary>
public sealed class VendorRequest
{
    private VendorRequest(HttpMethod method, Uri address, TimeSpan timeout, string? prompt) =>
        (Method, Address, Timeout, Prompt) = (method, address, timeout, prompt);

    /// <summary>How long one question about a job may take.</summary>
    public static TimeSpan QuestionTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The method.</summary>
    public HttpMethod Method { get; }

    /// <summary>The address; the vendor's own, since the key goes along.</summary>
    public Uri Address { get; }

    /// <summary>How long answer and delivery may take.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The prompt, so that no message quotes it; null where there is none.</summary>
    public string? Prompt { get; }

    /// <summary>The body; empty for a question.</summary>
    public ReadOnlyMemory<byte> Body { get; private init; }

    /// <summary>What the body is; null for a question.</summary>
    public string? MediaType { get; private init; }

    /// <summary>Headers beside the key's.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; private init; } = [];

    /// <summary>True for a request that buys nothing: whatever becomes of it, a job goes on as it did.</summary>
    public bool IsQuestion => MediaType is null;

    /// <summary>A request that makes an image or a job, and may cost.</summary>
    public static VendorRequest Order(
        Uri address, ReadOnlyMemory<byte> body, string mediaType, TimeSpan timeout, string? prompt, params IReadOnlyList<(string Name, string Value)> headers) =>
        new(HttpMethod.Post, address, timeout, prompt) { Body = body, MediaType = mediaType, Headers = headers };

    /// <summary>A request about a job.</summary>
    public static VendorRequest Question(Uri address, string? prompt) => new(HttpMethod.Get, address, QuestionTimeout, prompt);
}
