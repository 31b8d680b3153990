using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Users;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Sessions;

[Collection(InstallationCollection.Name)]
public sealed class SignInTests(Installation installation) : SessionTest(installation), IAsyncLifetime
{
    private const string Tenant = "f9e2b1c4-0000-4000-8000-000000000001";
    private HandMadeProvider _provider = null!;
    private Place _place = null!;

    public async Task InitializeAsync()
    {
        _provider = await HandMadeProvider.Start();
        _place = await Installation.NewPlace("signin");
        await Bind(_place, _provider.Issuer, Tenant);
    }

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task SignIn_WithARealProvider_MakesThePersonOnceAndOutlivesARotation()
    {
        await using var oidc = await OidcServer.StartAsync();
        var place = await Installation.NewPlace("oidc");
        await Bind(place, oidc.Issuer, Tenant);
        var ann = new Dictionary<string, object>
        {
            ["sub"] = "pairwise-1", ["oid"] = "3f8c0000-0000-4000-8000-00000000000a", ["tid"] = Tenant,
            ["email"] = "Ann@acme.example", ["name"] = "Ann Ü", ["amr"] = new[] { "pwd", "otp" },
        };

        var first = await SignIn(await oidc.SignIn(ann));
        var me = await Installation.With(first.Text("access_token")).Get("/v1/me");
        await oidc.Rotate();
        var second = await Eventually(async () => await SignIn(await oidc.SignIn(ann)), 201);

        Assert.Equal(201, first.Code);
        Assert.Equal(
            ("standard_user", $"{place.OrganizationId}", "Ann@acme.example", "Ann Ü", true),
            (me.Text("role"), me.Text("organization_id"), me.Text("email"), me.Text("display_name"), me.Json.GetProperty("mfa_enabled").GetBoolean()));
        Assert.False(me.Json.TryGetProperty("department_id", out _));
        Assert.Equal(User(first), User(second));
        Assert.Equal(["user.created"], await EventsOf(User(first)));
        Assert.True(first.Json.GetProperty("session").GetProperty("second_factor").GetBoolean());
        Assert.Equal($"/v1/sessions/{first.Json.GetProperty("session").GetProperty("id").GetString()}", first.Headers["Location"]);
    }

    [Fact]
    public async Task SignIn_AtTheSameTime_MakesOnePerson()
    {
        var token = Sound("many");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SignIn(token)));

        Assert.All(answers, answer => Assert.Equal(201, answer.Code));
        Assert.Single(answers.Select(User).Distinct());
        Assert.Equal(6, answers.Select(answer => answer.Text("refresh_token")).Distinct().Count());
    }

    [Fact]
    public async Task Person_WhoWasErased_SignsInAsSomebodyNew()
    {
        var token = Sound("returning");
        var first = await SignIn(token);
        var admin = await Installation.AddPerson($"Admin{Guid.CreateVersion7():n}", _place, UserRole.OrgAdmin, _place.DepartmentId);

        var erased = await Installation.With(admin.SecretText).Post($"/v1/users/{User(first)}/erasure");
        var second = await SignIn(token);

        Assert.Equal((200, 1), (erased.Code, erased.Json.GetProperty("sessions_ended").GetInt32()));
        Assert.Equal(201, second.Code);
        Assert.NotEqual(User(first), User(second));
        Assert.Equal((401, "session_ended"), Outcome(await Installation.With(first.Text("access_token")).Get("/v1/me")));
        Assert.Equal($"returning@{_place.Name}.example", (await Installation.With(second.Text("access_token")).Get("/v1/me")).Text("email"));
    }

    [Fact]
    public async Task SignIn_WithPss_IsAccepted()
    {
        var token = _provider.Token(Claims("pss"), header => header["alg"] = "PS256", _provider.SignPss);

        Assert.Equal(201, (await SignIn(token)).Code);
    }

    [Fact]
    public async Task Token_ThatIsWrongInAnyWay_IsRefused()
    {
        var publicKey = Encoding.ASCII.GetBytes(_provider.PublicKey);
        using var foreign = RSA.Create(2048);
        (string Name, string Token)[] tokens =
        [
            ("no token", "nonsense"),
            ("expired", With(claims => claims["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds())),
            ("not valid yet", With(claims => claims["nbf"] = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds())),
            ("without an expiry", With(claims => claims.Remove("exp"))),
            ("for another audience", With(claims => claims["aud"] = "another")),
            ("for another party", With(claims => claims["azp"] = "another")),
            ("without a subject", With(claims => claims.Remove("oid"), claims => claims.Remove("sub"))),
            ("of a local subject", With(claims => claims["oid"] = $"local:{Installation.KeyOf("SuperAdmin").UserId}")),
            ("unsigned", _provider.Token(Claims("x"), header => header["alg"] = "none", _ => [])),
            ("with an empty signature", _provider.Token(Claims("x"), null, _ => [])),
            ("signed with the public key", _provider.Token(Claims("x"), header => header["alg"] = "HS256", text => HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(text)))),
            ("signed by somebody else", _provider.Token(Claims("x"), null, text => foreign.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))),
            ("with SHA-1", _provider.Token(Claims("x"), header => header["alg"] = "RS1")),
            ("of another kind", _provider.Token(Claims("x"), header => header["typ"] = "at+jwt")),
            ("with an unknown key", _provider.Token(Claims("x"), header => header["kid"] = "made-up")),
            ("longer than any", With(claims => claims["name"] = new string('x', 20_000))),
        ];

        foreach (var (name, token) in tokens)
        {
            var answer = await SignIn(token);
            Assert.Equal((name, 401, "invalid_identity_token"), (name, answer.Code, answer.Problem));
        }
    }

    [Fact]
    public async Task Token_OfAnotherIssuerOrTenant_IsOfNobodyHere()
    {
        await using var stranger = await HandMadeProvider.Start();
        string[] tokens =
        [
            stranger.Token(Claims("x")),
            With(claims => claims["tid"] = "another"),
            With(claims => claims.Remove("tid")),
            _provider.Token(claims => { Claims("x")(claims); claims["iss"] = stranger.Issuer; }),
        ];

        foreach (var token in tokens)
        {
            Assert.Equal((403, "tenant_not_bound"), Outcome(await SignIn(token)));
        }

        Assert.Equal(0, stranger.Reads);
    }

    [Fact]
    public async Task Token_OfABoundIssuerSignedByAnother_IsRefused()
    {
        await using var stranger = await HandMadeProvider.Start();
        var token = stranger.Token(claims => { Claims("x")(claims); claims["iss"] = _provider.Issuer; });

        Assert.Equal((401, "invalid_identity_token"), Outcome(await SignIn(token)));
    }

    [Fact]
    public async Task Subject_UnderAnotherIssuer_IsAnotherPerson()
    {
        await using var second = await HandMadeProvider.Start();
        var elsewhere = await Installation.NewPlace("elsewhere");
        await Bind(elsewhere, second.Issuer, Tenant);

        var here = await SignIn(Sound("same"));
        var there = await SignIn(second.Token(claims => { Claims("same")(claims); claims["email"] = "same@elsewhere.example"; }));

        Assert.Equal((201, 201), (here.Code, there.Code));
        Assert.NotEqual(User(here), User(there));
        Assert.Equal($"{elsewhere.OrganizationId}", (await Installation.With(there.Text("access_token")).Get("/v1/me")).Text("organization_id"));
    }

    [Fact]
    public async Task MailAddress_OfAnAccount_NeitherLinksToItNorOpensIt()
    {
        var known = await SignIn(Sound("owner", "shared@acme.example"));

        var other = await SignIn(Sound("intruder", "shared@acme.example"));

        Assert.Equal(201, known.Code);
        Assert.Equal((409, "email_in_use"), Outcome(other));
    }

    [Fact]
    public async Task MailAddress_Missing_MakesNoAccount() =>
        Assert.Equal((422, "identity_incomplete"), Outcome(await SignIn(_provider.Token(claims => { Claims("nameless")(claims); claims.Remove("email"); }))));

    [Fact]
    public async Task Subject_OfAnAccountThatAnAdministratorMade_FindsItWithItsRole()
    {
        var person = await NewPerson(UserRole.DeptManager, _place, user => user.AzureAdId = "prepared");

        var answer = await SignIn(Sound("prepared"));

        Assert.Equal(person, User(answer));
        Assert.Equal("dept_manager", (await Installation.With(answer.Text("access_token")).Get("/v1/me")).Text("role"));
    }

    [Fact]
    public async Task SignIn_OfSomebodyDeactivatedOrToAClosedOrganisation_IsRefusedByName()
    {
        await NewPerson(UserRole.StandardUser, _place, user => (user.AzureAdId, user.IsActive) = ("gone", false));
        Assert.Equal((403, "user_inactive"), Outcome(await SignIn(Sound("gone"))));

        await using (var db = await Installation.Contexts.CreateDbContextAsync())
        {
            (await db.Organizations.SingleAsync(row => row.Id == _place.OrganizationId)).IsActive = false;
            await db.SaveChangesAsync();
        }

        Assert.Equal((403, "organization_inactive"), Outcome(await SignIn(Sound("newcomer"))));
    }

    [Fact]
    public async Task FirstSignIn_HasSevenDaysForASecondFactor_WhichALaterOneProves()
    {
        var token = Sound("later");
        var first = await SignIn(token);
        var before = await Row(User(first));
        Assert.False(first.Json.GetProperty("session").GetProperty("second_factor").GetBoolean());
        Assert.Equal((false, before.CreatedAt.AddDays(7)), (before.MfaEnabled, before.MfaGracePeriodExpiresAt));
        await using (var db = await Installation.Contexts.CreateDbContextAsync())
        {
            (await db.Users.SingleAsync(user => user.Id == User(first))).MfaGracePeriodExpiresAt = TimeProvider.System.GetUtcNow().AddDays(-1);
            await db.SaveChangesAsync();
        }

        Assert.Equal((403, "mfa_required"), Outcome(await Installation.With(first.Text("access_token")).Get("/v1/models")));
        var second = await SignIn(_provider.Token(claims => { Claims("later")(claims); claims["amr"] = new[] { "mfa" }; }));

        Assert.Equal(200, (await Installation.With(second.Text("access_token")).Get("/v1/models")).Code);
        Assert.True((await Row(User(first))).MfaEnabled);
    }

    [Fact]
    public async Task Session_OfASignIn_KnowsItsDeviceBehindATrustedProxy()
    {
        var answer = await Installation.As().Post(
            "/v1/sessions", $$"""{"id_token":"{{Sound("proxied")}}"}""", ("X-Forwarded-For", "198.51.100.20"), ("User-Agent", "Painter/2.0"));

        var row = (await Installation.With(answer.Text("access_token")).Get("/v1/sessions")).Json.GetProperty("data").EnumerateArray().Single();
        Assert.Equal(("Painter/2.0", "198.51.100.20"), (row.GetProperty("user_agent").GetString(), row.GetProperty("ip_address").GetString()));
    }

    [Fact]
    public async Task IdToken_InUse_NeverAppearsInALog()
    {
        var token = Sound("quiet", "quiet.person@acme.example");
        var answer = await SignIn(token);
        await SignIn(token[..^4] + "AAAA");

        string[] secrets = [token.Split('.')[2][..40], token.Split('.')[1][..60], answer.Text("refresh_token")[30..60], "quiet.person@acme"];
        Assert.DoesNotContain(Installation.Log, line => secrets.Any(hidden => line.Contains(hidden, StringComparison.Ordinal)));
    }

    private string Sound(string subject, string? email = null) =>
        _provider.Token(claims => { Claims(subject)(claims); claims["email"] = email ?? $"{subject}@{_place.Name}.example"; });

    private string With(params Action<Dictionary<string, object>>[] changes) => _provider.Token(claims =>
    {
        Claims("x")(claims);
        Array.ForEach(changes, change => change(claims));
    });

    private static Action<Dictionary<string, object>> Claims(string subject) => claims =>
    {
        claims["oid"] = subject;
        claims["tid"] = Tenant;
        claims["email"] = $"{subject}.{Guid.CreateVersion7():n}@acme.example";
        claims["name"] = subject;
        claims["amr"] = new[] { "pwd" };
    };

    private async Task Bind(Place place, string issuer, string tenant)
    {
        var bindings = new IssuerBindings(Installation.Contexts, Installation.App.Services.GetRequiredService<OutboxSigner>(), TimeProvider.System);
        Assert.True(await bindings.Bind(new IssuerBinding(place.OrganizationId, issuer, tenant, HandMadeProvider.Audience)));
    }

    private Task<Answer> SignIn(string token) => Installation.As().Post("/v1/sessions", $$"""{"id_token":"{{token}}"}""");

    private static Task<Answer> Eventually(Func<Task<Answer>> call, int status) => OwnServer.Until(call, status);

    private static Guid User(Answer answer) => answer.Json.GetProperty("session").GetProperty("user_id").GetGuid();

    private async Task<UserRow> Row(Guid userId)
    {
        await using var db = await Installation.Contexts.CreateDbContextAsync();
        return await db.Users.AsNoTracking().SingleAsync(user => user.Id == userId);
    }
}
