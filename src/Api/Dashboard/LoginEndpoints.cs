using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DonatelloAI.Api.Dashboard;

/// <summary>The form that gives a cookie for an API key, and takes it back. It works without scripts.</summary>
internal static class LoginEndpoints
{
    /// <summary>Where the form is.</summary>
    public const string LoginPath = DashboardServices.Path + "/login";

    /// <summary>Where it is taken back.</summary>
    public const string LogoutPath = DashboardServices.Path + "/logout";

    /// <summary>Most bytes of a form: a key, a token and their names fit ten times.</summary>
    private const int MaxFormBytes = 8 * 1024;

    private const string Unreadable = "The form cannot be read or has expired: please send it once more.";

    /// <summary>Maps the form's routes.</summary>
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(LoginPath, Show);
        routes.MapPost(LoginPath, Enter).WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes));
        routes.MapPost(LogoutPath, Leave).WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes));
    }

    private static async Task<IResult> Show(HttpContext context, IAntiforgery forms) =>
        await DashboardCookie.IsThere(context)
            ? Page(context, LoginPage.SignedIn(Token(context, forms)))
            : Form(context, forms, StatusCodes.Status200OK);

    private static async Task<IResult> Enter(HttpContext context, IAntiforgery forms, DashboardGate gate, LoginAttempts attempts)
    {
        if (await ReadForm(context, forms) is not { } form)
        {
            return Form(context, forms, StatusCodes.Status400BadRequest, Unreadable);
        }

        if (attempts.Take(context.Connection.RemoteIpAddress) is { } wait)
        {
            return TooMany(context, forms, wait);
        }

        if (await gate.Enter(form["api_key"].ToString().Trim()) is not { } visitor)
        {
            return Form(context, forms, StatusCodes.Status401Unauthorized, "This key does not open the dashboard: it takes an active API key of a super_admin.");
        }

        attempts.Succeeded(context.Connection.RemoteIpAddress);
        await DashboardCookie.Give(context, visitor);
        return SeeOther(context, DashboardServices.Path + "/");
    }

    private static async Task<IResult> Leave(HttpContext context, IAntiforgery forms)
    {
        if (await ReadForm(context, forms) is null)
        {
            return Form(context, forms, StatusCodes.Status400BadRequest, Unreadable);
        }

        await context.SignOutAsync(DashboardCookie.Scheme);
        return SeeOther(context, LoginPath);
    }

    private static ContentHttpResult TooMany(HttpContext context, IAntiforgery forms, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Form(context, forms, StatusCodes.Status429TooManyRequests, "Too many wrong keys came from your address: please wait a quarter of an hour.");
    }

    /// <summary>The form as it was sent; null when it is none of ours.</summary>
    private static async Task<IFormCollection?> ReadForm(HttpContext context, IAntiforgery forms)
    {
        if (!context.Request.HasFormContentType)
        {
            return null;
        }

        AsAnybody(context);
        try
        {
            // Before its token is looked for, which would bury what is wrong with the form in an exception of its own.
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return await forms.IsRequestValidAsync(context) ? form : null;
        }
        catch (Exception failure) when (failure is BadHttpRequestException or InvalidDataException)
        {
            return null;
        }
    }

    private static ContentHttpResult Form(HttpContext context, IAntiforgery forms, int status, string? sentence = null) =>
        Page(context, LoginPage.Form(Token(context, forms), sentence), status);

    private static ContentHttpResult Page(HttpContext context, string page, int status = StatusCodes.Status200OK)
    {
        DashboardHeaders.Write(context.Response, LoginPage.ContentSecurityPolicy);
        return TypedResults.Content(page, "text/html; charset=utf-8", statusCode: status);
    }

    private static StatusCodeHttpResult SeeOther(HttpContext context, string path)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = context.Request.PathBase + path;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static AntiforgeryTokenSet Token(HttpContext context, IAntiforgery forms)
    {
        AsAnybody(context);
        return forms.GetAndStoreTokens(context);
    }

    // The token binds a form to the browser that asked for it. Bound to a person as well, a form from before a login would be
    // refused after it.
    private static void AsAnybody(HttpContext context) => context.User = new ClaimsPrincipal(new ClaimsIdentity());
}
