using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace DonatelloAI.Api.Dashboard;

/// <summary>
/// The cookie that the login form gives for an API key: sealed, holding the ids of key and owner only, and good for the dashboard alone.
/// It opens no other route, and keys sent as bearer tokens do not open the dashboard.
/// </summary>
internal static class DashboardCookie
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "Dashboard";

    /// <summary>Name of the cookie.</summary>
    public const string Name = "donatello-dashboard";

    private const string KeyClaim = "key";

    /// <summary>Hours after which the key is asked for again, however busy the visitor was.</summary>
    private const int Hours = 8;

    /// <summary>Whoever has the cookie.</summary>
    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build();

    /// <summary>Sets the cookie's limits.</summary>
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = Name;
        options.Cookie.Path = DashboardServices.Path;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.IsEssential = true;
        options.ExpireTimeSpan = TimeSpan.FromHours(Hours);
        options.SlidingExpiration = false;
        options.Events.OnValidatePrincipal = StillMay;
        options.Events.OnRedirectToLogin = static challenge => Ask(challenge.HttpContext);
    }

    /// <summary>Gives the cookie.</summary>
    public static Task Give(HttpContext context, DashboardVisitor visitor) => context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, $"{visitor.UserId}"), new Claim(KeyClaim, $"{visitor.KeyId}")], Scheme)));

    /// <summary>True when the request brings a cookie that holds.</summary>
    public static async Task<bool> IsThere(HttpContext context) => (await context.AuthenticateAsync(Scheme)).Succeeded;

    // The path again, because a program may send a cookie where a browser would not.
    private static async Task StillMay(CookieValidatePrincipalContext visit)
    {
        var context = visit.HttpContext;
        if (!context.Request.Path.StartsWithSegments(DashboardServices.Path, StringComparison.Ordinal)
            || VisitorOf(visit.Principal) is not { } visitor
            || !await context.RequestServices.GetRequiredService<DashboardGate>().MayStay(visitor))
        {
            visit.RejectPrincipal();
        }
    }

    private static DashboardVisitor? VisitorOf(ClaimsPrincipal? principal) =>
        Guid.TryParse(principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var userId) && Guid.TryParse(principal?.FindFirstValue(KeyClaim), out var keyId)
            ? new DashboardVisitor(userId, keyId)
            : null;

    // A person is led to the form, a program is told.
    private static Task Ask(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsGet(context.Request.Method) && AcceptsPages(context.Request))
        {
            context.Response.Redirect(context.Request.PathBase + LoginEndpoints.LoginPath);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        return Task.CompletedTask;
    }

    private static bool AcceptsPages(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(static type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
