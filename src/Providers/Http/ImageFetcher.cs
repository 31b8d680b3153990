using System.Net;
using DonatelloAI.Providers.Pictures;

namespace DonatelloAI.Providers.Http;

/// <summary>
/// Fetches a picture from an address that a vendor's answer names. Carries no key, follows at most
/// <see cref="MaxRedirects"/> redirects, and checks each address before it connects.
/// </summary>
public sealed class ImageFetcher : IDisposable
{
    /// <summary>Largest picture in bytes.</summary>
    public const int MaxBytes = 50 * 1024 * 1024;

    /// <summary>Most redirects that are followed.</summary>
    public const int MaxRedirects = 3;

    /// <summary>How often a delivery that fails is asked again: the picture is paid for.</summary>
    public const int MaxTries = 3;

    private readonly bool _allowPrivate;
    private readonly HttpClient _client;

    /// <summary>A fetcher for public addresses, or for private ones too.</summary>
    public ImageFetcher(bool allowPrivate, GuardedDialer? dialer = null)
    {
        _allowPrivate = allowPrivate;
        _client = VendorHttp.Client(dialer ?? new GuardedDialer(allowPrivate));
    }

    /// <summary>Why an address is not asked, in one sentence without the address; null when it may be.</summary>
    public static string? Problem(Uri address, bool allowPrivate) =>
        !address.IsAbsoluteUri || address.UserInfo.Length > 0 ? "The vendor named an address that is none."
        : address.Scheme == Uri.UriSchemeHttps && (address.Port == 443 || allowPrivate) ? null
        : address.Scheme == Uri.UriSchemeHttp && allowPrivate ? null
        : "The vendor named an address that is not https on port 443.";

    /// <summary>The bytes, or why there are none.</summary>
    public async Task<FetchResult> Fetch(Uri address, CancellationToken cancellationToken)
    {
        FetchResult result;
        var tries = 0;
        do result = await Follow(address, cancellationToken);
        while (result.IsWorthAnotherTry && ++tries < MaxTries);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<FetchResult> Follow(Uri address, CancellationToken cancellationToken)
    {
        for (var hops = 0; hops <= MaxRedirects; hops++)
        {
            if (Problem(address, _allowPrivate) is { } problem) return new FetchResult(null, problem);

            try
            {
                using var response = await _client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (NextHop(response, address) is not { } next) return await Read(response, cancellationToken);
                address = next;
            }
            catch (Exception failure) when (
                failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return failure is HttpRequestException { InnerException: AddressRefusedException refused }
                    ? new FetchResult(null, $"The vendor's delivery address is refused: {refused.Message}")
                    : new FetchResult(null, "The vendor's delivery address could not be read.", IsWorthAnotherTry: true);
            }
        }

        return new FetchResult(null, "The vendor's delivery address redirects too often.");
    }

    private static Uri? NextHop(HttpResponseMessage response, Uri from) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
        && Uri.TryCreate(from, location, out var next)
            ? next
            : null;

    private static async Task<FetchResult> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            return new FetchResult(null, $"The vendor's delivery address answered {(int)response.StatusCode}.", (int)response.StatusCode >= 500);

        return await BoundedBody.Read(response.Content, MaxBytes, cancellationToken) switch
        {
            null => new FetchResult(null, $"The picture is larger than {MaxBytes} bytes."),
            { } bytes when IsBrokenOff(bytes.Span) => new FetchResult(null, "The vendor's delivery address gave a picture that breaks off before its end.", IsWorthAnotherTry: true),
            { } bytes => new FetchResult(bytes, null),
        };
    }

    private static bool IsBrokenOff(ReadOnlySpan<byte> bytes) => PictureFormat.Recognise(bytes) is { } format && !PictureEnd.IsThere(format, bytes);
}

/// <summary>A fetched picture, or why there is none.</summary>
/// <param name="Bytes">The bytes as they came; null where there are none.</param>
/// <param name="Problem">Why there are none, in one sentence.</param>
/// <param name="IsWorthAnotherTry">True when asking again may help.</param>
public sealed record FetchResult(ReadOnlyMemory<byte>? Bytes, string? Problem, bool IsWorthAnotherTry = false);
