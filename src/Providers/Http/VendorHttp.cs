using System.Diagnostics;
using System.Net;

namespace DonatelloAI.Providers.Http;

/// <summary>HTTP as adapters use it: guarded connections, nothing followed, nothing unpacked, nothing remembered.</summary>
public static class VendorHttp
{
    /// <summary>How long a connection may take to open, its name and its handshake included.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an unused connection is kept: shorter than any common server keeps it, because a paid request that is written
    /// into a connection just closed by the other side leaves nobody knowing whether it arrived.
    /// </summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(2);

    /// <summary>A client without a timeout of its own: callers bound each request.</summary>
    public static HttpClient Client(GuardedDialer dialer, TimeSpan? connectTimeout = null) => new(Handler(dialer, connectTimeout ?? ConnectTimeout))
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestVersion = HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static SocketsHttpHandler Handler(GuardedDialer dialer, TimeSpan connectTimeout) => new()
    {
        ConnectCallback = dialer.Dial,
        ConnectTimeout = connectTimeout,
        PooledConnectionIdleTimeout = IdleTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        // A proxy would be connected to in the target's place, and the guard would see the proxy's address.
        UseProxy = false,

        // Calls have their spans, and vendors are not told of them.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    };
}
