using Microsoft.IdentityModel.Protocols;

namespace DonatelloAI.Silo.Sessions;

/// <summary>Reads a provider's documents within bounds: over HTTPS, without redirections, in time, and of at most <see cref="MaxBytes"/>.</summary>
internal sealed class ProviderDocuments(HttpClient http, bool allowHttp) : IDocumentRetriever
{
    /// <summary>Largest document that is read: 256 kB, many times what providers have.</summary>
    public const int MaxBytes = 262_144;

    /// <summary>A client with these bounds.</summary>
    public static HttpClient NewClient(TimeSpan timeout) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = timeout,
            MaxResponseContentBufferSize = MaxBytes,
        };

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The document is elsewhere, too large, or not answered.</exception>
    /// <exception cref="OperationCanceledException">It did not come in time.</exception>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var place) || !(place.Scheme == Uri.UriSchemeHttps || (allowHttp && place.Scheme == Uri.UriSchemeHttp)))
        {
            throw new HttpRequestException("The provider's documents are to be read over https only.");
        }

        using var answer = await http.GetAsync(place, cancel);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancel);
    }
}
