using System.Globalization;
using DonatelloAI.Contracts.Limits;

namespace DonatelloAI.Api.Limits;

/// <summary>The header fields of draft-ietf-httpapi-ratelimit-headers-10.</summary>
internal static class RateHeaders
{
    /// <summary>Names the rates that bind.</summary>
    public const string Policy = "RateLimit-Policy";

    /// <summary>Says how the caller stands with one of them.</summary>
    public const string Limit = "RateLimit";

    /// <summary>Says how much is left of the tightest rate.</summary>
    public static void Tell(HttpContext context, RateState rate) => context.Response.Headers[Limit] =
        string.Create(CultureInfo.InvariantCulture, $"\"{NameOf(rate.Policy)}\";r={rate.Remaining};t={rate.ResetSeconds}");

    /// <summary>Says which rate is used up, and how large it is.</summary>
    public static void TellUsedUp(HttpContext context, RateState rate)
    {
        Tell(context, rate);
        context.Response.Headers[Policy] =
            string.Create(CultureInfo.InvariantCulture, $"\"{NameOf(rate.Policy)}\";q={rate.Quota};w={RateWindow.Seconds}");
    }

    private static string NameOf(RatePolicy policy) => policy switch
    {
        RatePolicy.User => "user",
        RatePolicy.Key => "key",
        RatePolicy.Organization => "organization",
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "The rate has no name yet."),
    };
}
