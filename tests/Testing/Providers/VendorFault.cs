namespace DonatelloAI.Testing.Providers;

/// <summary>What a fake vendor does with a call instead of, or beside, making an image.</summary>
public enum VendorFault
{
    /// <summary>An image in base64 with usage.</summary>
    None,

    /// <summary>An image without a usage block, as compatible servers answer.</summary>
    NoUsage,

    /// <summary>401 invalid_api_key.</summary>
    InvalidApiKey,

    /// <summary>403: the organisation must be verified.</summary>
    Forbidden,

    /// <summary>400 moderation_blocked.</summary>
    ModerationBlocked,

    /// <summary>400 moderation_blocked, at the stage of output.</summary>
    OutputBlocked,

    /// <summary>400 content_policy_violation, the older code.</summary>
    ContentPolicy,

    /// <summary>400 invalid_value.</summary>
    InvalidValue,

    /// <summary>404 model_not_found.</summary>
    ModelNotFound,

    /// <summary>404 as a page: a wrong base address.</summary>
    NotFoundPage,

    /// <summary>429 with retry-after-ms 1500.</summary>
    RateLimited,

    /// <summary>429 with Retry-After 7.</summary>
    RateLimitedSeconds,

    /// <summary>429 with Retry-After as a date in the year 2100.</summary>
    RateLimitedDate,

    /// <summary>429 without a word about when.</summary>
    RateLimitedSilently,

    /// <summary>429 insufficient_quota.</summary>
    QuotaUsedUp,

    /// <summary>400 billing_hard_limit_reached.</summary>
    BillingLimit,

    /// <summary>500 server_error.</summary>
    ServerError,

    /// <summary>503 overloaded.</summary>
    Overloaded,

    /// <summary>500 as a page.</summary>
    ServerErrorPage,

    /// <summary>502 as a page: the image may have been made.</summary>
    BadGateway,

    /// <summary>504 without a body.</summary>
    GatewayTimeout,

    /// <summary>An image, once <see cref="FakeImageVendor.Release"/> was called.</summary>
    Slow,

    /// <summary>Never an answer.</summary>
    Hang,

    /// <summary>The connection is reset after the request came.</summary>
    ResetBeforeHeaders,

    /// <summary>The connection is reset in the middle of the body.</summary>
    ResetMidBody,

    /// <summary>A whole answer with half a JSON.</summary>
    TruncatedJson,

    /// <summary>Base64 with a sign that is none.</summary>
    InvalidBase64,

    /// <summary>A page with 200.</summary>
    HtmlPage,

    /// <summary>Base64 of a text.</summary>
    WrongBytes,

    /// <summary>A picture that claims 60,000 x 60,000 pixels.</summary>
    Bomb,

    /// <summary>300 MB, announced.</summary>
    GiantBody,

    /// <summary>A body that does not end and announces nothing.</summary>
    EndlessBody,

    /// <summary>No image in the list.</summary>
    EmptyData,

    /// <summary>An error object with 200.</summary>
    ErrorWith200,

    /// <summary>307 to another path.</summary>
    PostRedirect,

    /// <summary>An address of this server instead of bytes.</summary>
    Url,

    /// <summary>An address that redirects once.</summary>
    UrlRedirect,

    /// <summary>An address that redirects to a metadata service.</summary>
    UrlRedirectToMetadata,

    /// <summary>An address that redirects to itself.</summary>
    UrlRedirectForever,

    /// <summary>An address that has expired.</summary>
    UrlExpired,

    /// <summary>An address that breaks off twice before it delivers.</summary>
    UrlFlaky,

    /// <summary>429 that says in its body to come back in 34 seconds.</summary>
    RateLimitedInBody,

    /// <summary>A withheld image with status 200.</summary>
    FilteredWith200,

    /// <summary>A job that ends without an image because the vendor failed.</summary>
    JobFailed,

    /// <summary>A job that the vendor forgets.</summary>
    JobLost,
}

/// <summary>One call as a fake vendor received it.</summary>
/// <param name="Fault">What it did with it.</param>
/// <param name="Prompt">The prompt with its special words.</param>
/// <param name="Body">The JSON body.</param>
/// <param name="Headers">Headers, names as sent.</param>
/// <param name="IsPurchase">True when a vendor would have made the image and charged for it.</param>
public sealed record VendorCall(
    VendorFault Fault, string Prompt, string Body, IReadOnlyDictionary<string, string> Headers, bool IsPurchase)
{
    /// <summary>Path and query.</summary>
    public string Target { get; init; } = "";
}
