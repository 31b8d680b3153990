using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;

namespace DonatelloAI.Api.Dashboard;

/// <summary>The HTML of the login form: one page, no script, nothing from elsewhere.</summary>
internal static class LoginPage
{
    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1d2433; --soft: #5b6478; --paper: #ffffff; --ground: #eef1f6; --line: #c9d0dc; --accent: #2f5bd3; --wrong: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e9edf5; --soft: #a3adc2; --paper: #1a202c; --ground: #10141c; --line: #3a4458; --accent: #86a8ff; --wrong: #ff9d94; } }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
        main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: 0.75rem; }
        h1 { margin: 0 0 0.25rem; font-size: 1.375rem; line-height: 1.25; }
        p { margin: 0 0 1.25rem; color: var(--soft); }
        label { display: block; margin-bottom: 0.375rem; font-weight: 600; }
        input { width: 100%; padding: 0.625rem 0.75rem; font: 0.9375rem ui-monospace, monospace; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 0.5rem; }
        button, a.button { display: block; width: 100%; margin-top: 1rem; padding: 0.625rem; font: 600 1rem/1.5 system-ui, sans-serif; text-align: center; text-decoration: none; color: var(--paper); background: var(--accent); border: 1px solid var(--accent); border-radius: 0.5rem; cursor: pointer; }
        button.quiet { color: var(--ink); background: transparent; border-color: var(--line); }
        :is(input, button, a):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        p.wrong { margin: 0 0 1.25rem; padding: 0.625rem 0.75rem; color: var(--wrong); border: 1px solid; border-radius: 0.5rem; }
        """;

    /// <summary>Allows this page its own style and its own form, and nothing else.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The form, with a sentence about what was wrong with the last one.</summary>
    public static string Form(AntiforgeryTokenSet token, string? sentence) => Page("Sign in", $"""
        <p>For operators: takes an API key of a super_admin and stays open for eight hours.</p>
        {(sentence is null ? "" : $"<p class=\"wrong\" role=\"alert\">{HtmlEncoder.Default.Encode(sentence)}</p>")}
        <form method="post" action="login">
        {Hidden(token)}
        <label for="api_key">API key</label>
        <input id="api_key" name="api_key" type="password" autocomplete="off" maxlength="200" spellcheck="false" required autofocus>
        <button type="submit">Sign in</button>
        </form>
        """);

    /// <summary>What the form's address shows to whoever has signed in.</summary>
    public static string SignedIn(AntiforgeryTokenSet token) => Page("You are signed in", $"""
        <p>This browser may see the dashboard until you sign out, or for eight hours from signing in.</p>
        <a class="button" href="./">Open the dashboard</a>
        <form method="post" action="logout">
        {Hidden(token)}
        <button class="quiet" type="submit">Sign out</button>
        </form>
        """);

    private static string Hidden(AntiforgeryTokenSet token) =>
        $"<input type=\"hidden\" name=\"{token.FormFieldName}\" value=\"{HtmlEncoder.Default.Encode(token.RequestToken!)}\">";

    private static string Page(string heading, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{heading} · DonatelloAI dashboard</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <h1>DonatelloAI dashboard</h1>
        {body}
        </main>
        </body>
        </html>
        """;
}
