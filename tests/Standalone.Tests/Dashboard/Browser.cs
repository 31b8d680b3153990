using System.Net;
using System.Text.RegularExpressions;

namespace DonatelloAI.Standalone.Tests.Dashboard;

/// <summary>A browser as far as a login form needs one: keeps cookies by their paths, sends forms, follows nothing by itself.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly Uri _address;
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

    private Browser(Uri address) => _address = address;

    public CookieContainer Cookies { get; } = new();

    public static Browser On(Uri address) => new(address);

    public Task<HttpResponseMessage> Get(string path, string accept = "text/html") => Send(HttpMethod.Get, path, accept);

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, string accept = "text/html", HttpContent? content = null, string? cookies = null)
    {
        var target = new Uri(_address, path);
        using var request = new HttpRequestMessage(method, target) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if ((cookies ?? Cookies.GetCookieHeader(target)) is { Length: > 0 } header)
        {
            request.Headers.TryAddWithoutValidation("Cookie", header);
        }

        var answer = await _http.SendAsync(request);
        Keep(answer, target);
        return answer;
    }

    /// <summary>Opens the page of the login form and sends a form of it.</summary>
    public async Task<HttpResponseMessage> Submit(string path, params (string Name, string Value)[] fields)
    {
        using var page = await Get("/dashboard/login");
        var token = Token().Match(await page.Content.ReadAsStringAsync());
        using var form = new FormUrlEncodedContent(
            [KeyValuePair.Create(token.Groups["name"].Value, token.Groups["value"].Value), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await Send(HttpMethod.Post, path, content: form);
    }

    public void Dispose() => _http.Dispose();

    private void Keep(HttpResponseMessage answer, Uri target)
    {
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            foreach (var cookie in cookies)
            {
                Cookies.SetCookies(target, cookie);
            }
        }
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]+)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
