using System.Net;
using DonatelloAI.Api.Dashboard;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Standalone.Tests.Dashboard;

/// <summary>The dashboard over HTTP: who gets in, and where the cookie is worth nothing.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    private const string Login = "/dashboard/login";
    private const string Logout = "/dashboard/logout";
    private const string Elsewhere = "/v1/me";

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-dashboard-");
    private DataFolder _folder = null!;
    private WebApplication _app = null!;
    private Browser _browser = null!;
    private string _adminKey = null!;

    public async Task InitializeAsync()
    {
        var arguments = StandaloneArguments.Parse(
            ["--urls", "http://127.0.0.1:0", "--data", Path.Combine(_temp.FullName, "data"), "--Logging:LogLevel:Default", "None"]);
        _folder = DataFolder.Open(arguments.Data);
        _app = StandaloneHost.Build(arguments, _folder);
        await _app.StartAsync();
        _browser = Browser.On(new Uri(_app.Urls.Single()));
        _adminKey = (await File.ReadAllTextAsync(_folder.FirstAdminKey)).Trim();
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
        _temp.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/index.min.js")]
    [InlineData("/dashboard/ClusterStats")]
    [InlineData("/dashboard/nothing/here")]
    public async Task Page_WithoutCookie_LeadsAPersonToTheFormAndTellsAProgram(string path)
    {
        using var person = await _browser.Get(path);
        Assert.Equal((HttpStatusCode.Redirect, Login), (person.StatusCode, person.Headers.Location?.ToString()));

        using var program = await _browser.Get(path, "application/json");
        Assert.Equal(HttpStatusCode.Unauthorized, program.StatusCode);

        using var post = await _browser.Send(HttpMethod.Post, path);
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);
    }

    [Fact]
    public async Task Form_Shown_LoadsNothingFromElsewhereAndRunsNoScript()
    {
        using var form = await _browser.Get(Login);
        var html = await form.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", form.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", form.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Login_RightKey_OpensTheDashboard()
    {
        using var entered = await _browser.Submit(Login, ("api_key", $" {_adminKey}\n"));
        Assert.Equal((HttpStatusCode.SeeOther, "/dashboard/"), (entered.StatusCode, entered.Headers.Location?.ToString()));

        using var page = await _browser.Get("/dashboard/");
        Assert.Contains("Orleans Dashboard", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        using var counters = await _browser.Get("/dashboard/DashboardCounters", "application/json");
        Assert.Equal(HttpStatusCode.OK, counters.StatusCode);
        using var reminders = await _browser.Get("/dashboard/Reminders", "application/json");
        Assert.Contains("sweep", await reminders.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var nothing = await _browser.Get("/dashboard/nothing");
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        using var trace = await _browser.Get("/dashboard/Trace");
        Assert.Equal(HttpStatusCode.Forbidden, trace.StatusCode);
    }

    [Fact]
    public async Task Cookie_Given_IsForTheDashboardAndThisBrowserSessionOnly()
    {
        using var entered = await _browser.Submit(Login, ("api_key", _adminKey));

        var cookie = entered.Headers.GetValues("Set-Cookie").Single(header => header.StartsWith("donatello-dashboard=", StringComparison.Ordinal));
        Assert.Equal(["httponly", "path=/dashboard", "samesite=strict"], cookie.Split("; ").Skip(1).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(_adminKey, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookie_SentElsewhere_IsWorthNothing()
    {
        using var entered = await _browser.Submit(Login, ("api_key", _adminKey));
        var cookie = _browser.Cookies.GetCookieHeader(new Uri(new Uri(_app.Urls.Single()), "/dashboard/"));
        Assert.Contains("donatello-dashboard=", cookie, StringComparison.Ordinal);
        Assert.Empty(_browser.Cookies.GetCookieHeader(new Uri(new Uri(_app.Urls.Single()), Elsewhere)));

        using var elsewhere = await _browser.Send(HttpMethod.Get, Elsewhere, cookies: cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Cookie_TamperedWith_IsRefused()
    {
        using var entered = await _browser.Submit(Login, ("api_key", _adminKey));
        var cookie = _browser.Cookies.GetCookieHeader(new Uri(new Uri(_app.Urls.Single()), "/dashboard/"));
        var place = cookie.IndexOf("donatello-dashboard=", StringComparison.Ordinal) + 60;
        var tampered = cookie[..place] + (cookie[place] == 'A' ? 'B' : 'A') + cookie[(place + 1)..];

        using var answer = await _browser.Send(HttpMethod.Get, "/dashboard/version", "application/json", cookies: tampered);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Bearer_OfASuperAdmin_DoesNotOpenTheDashboard()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _adminKey);

        using var answer = await http.GetAsync(new Uri("/dashboard/version", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Login_WrongKeys_ShowTheFormAgainWithOneSentence()
    {
        var stranger = ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7()).SecretText;
        Assert.True(ApiKeyToken.TryParse(_adminKey, out var known));
        var otherSecret = ApiKeyToken.Create(known.UserId, known.KeyId).SecretText;
        foreach (var key in new[] { "", "nonsense", _adminKey[..^1], stranger, otherSecret })
        {
            using var refused = await _browser.Submit(Login, ("api_key", key));
            var html = await refused.Content.ReadAsStringAsync();

            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Contains("This key does not open the dashboard", html, StringComparison.Ordinal);
            Assert.DoesNotContain("donatello-dashboard=", string.Join(' ', refused.Headers.SelectMany(header => header.Value)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("role")]
    [InlineData("owner inactive")]
    [InlineData("key inactive")]
    [InlineData("key expired")]
    public async Task Key_ThatIsNoSuperAdminsOrHasEnded_IsRefusedAndEndsTheVisit(string change)
    {
        using var entered = await _browser.Submit(Login, ("api_key", _adminKey));
        await Change(change);

        using var visit = await _browser.Get("/dashboard/version", "application/json");
        Assert.Equal(HttpStatusCode.Unauthorized, visit.StatusCode);
        using var refused = await _browser.Submit(Login, ("api_key", _adminKey));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Logout_TakesTheCookieBack()
    {
        using var entered = await _browser.Submit(Login, ("api_key", _adminKey));
        using var page = await _browser.Get(Login);
        Assert.Contains("Sign out", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var left = await _browser.Submit(Logout);

        Assert.Equal((HttpStatusCode.SeeOther, Login), (left.StatusCode, left.Headers.Location?.ToString()));
        using var after = await _browser.Get("/dashboard/version", "application/json");
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData(Login)]
    [InlineData(Logout)]
    public async Task Form_WithoutItsToken_IsRefused(string path)
    {
        using var forged = new FormUrlEncodedContent([KeyValuePair.Create("api_key", _adminKey)]);
        using var answer = await _browser.Send(HttpMethod.Post, path, content: forged);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);

        using var json = await _browser.Send(HttpMethod.Post, path, content: new StringContent("{}"));
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
    }

    [Fact]
    public async Task Form_LargerThanAnyKey_IsRefused()
    {
        using var answer = await _browser.Submit(Login, ("api_key", new string('x', 20_000)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Login_TooManyWrongKeys_IsToldToWait()
    {
        for (var i = 0; i < LoginAttempts.MaxAttempts; i++)
        {
            using var refused = await _browser.Submit(Login, ("api_key", "wrong"));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var limited = await _browser.Submit(Login, ("api_key", _adminKey));

        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.InRange(limited.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), LoginAttempts.Window);
    }

    [Fact]
    public void CookieKeys_LieInTheKeyRing() =>
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(_folder.Keys, "cookies"), "key-*.xml"));

    private async Task Change(string what)
    {
        await using var context = await _app.Services.GetRequiredService<IDbContextFactory<DonatelloContext>>().CreateDbContextAsync();
        var user = await context.Users.SingleAsync();
        var key = await context.ApiKeys.SingleAsync();
        user.Role = what == "role" ? UserRole.OrgAdmin : user.Role;
        user.IsActive = what != "owner inactive";
        key.IsActive = what != "key inactive";
        key.ExpiresAt = what == "key expired" ? TimeProvider.System.GetUtcNow().AddSeconds(-1) : null;
        await context.SaveChangesAsync();
    }
}
