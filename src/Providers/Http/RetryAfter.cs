using System.Globalization;
using System.Net.Http.Headers;

namespace DonatelloAI.Providers.Http;

/// <summary>When a server wants to be asked again.</summary>
public static class RetryAfter
{
    /// <summary>The longest wait that is believed; a longer one is cut to it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>From <c>retry-after-ms</c>, or <c>Retry-After</c> in seconds or as a date; null where neither is said.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return Bounded(TimeSpan.FromMilliseconds(Math.Min(milliseconds, Longest.TotalMilliseconds)));
        }

        return headers.RetryAfter switch
        {
            { Delta: { } delta } => Bounded(delta),
            { Date: { } date } => Bounded(date - now),
            _ => null,
        };
    }

    private static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
