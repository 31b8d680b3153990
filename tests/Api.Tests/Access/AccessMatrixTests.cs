using DonatelloAI.Api.Access;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Tests.Access;

/// <summary>
/// Every route × every role × every distance between caller and resource × session, key, and key without the scope: asked over HTTP, and
/// held against the table of the HTTP surface as it is written down here a second time.
/// </summary>
[Collection(InstallationCollection.Name)]
public sealed class AccessMatrixTests(Installation installation) : IAsyncLifetime
{
    private const string Preference = "columns";
    private const string Small = """{"prompt":"a red circle","model":"local/canvas","size":"64x64"}""";

    // What a route is about, by how it begins; the longest beginning decides. A route that fits none fails its test.
    private static readonly (string Beginning, Resource Resource)[] Resources =
    [
        ("/v1/me", Resource.Nothing),
        ("/v1/me/preferences/{key}", Resource.Preference),
        ("/v1/models", Resource.Nothing),
        ("/v1/providers", Resource.Nothing),
        ("/v1/providers/{id}", Resource.Entry),
        ("/v1/exchange-rates", Resource.Nothing),
        ("/openai/v1/", Resource.Nothing),
        ("/v1/estimates", Resource.Nothing),
        ("/v1/organizations", Resource.Nothing),
        ("/v1/organizations/{id}", Resource.Organization),
        ("/v1/departments", Resource.NamedOrganization),
        ("/v1/departments/{id}", Resource.Department),
        ("/v1/departments/{id}/budget/limits/{subject_id}", Resource.Limit),
        ("/v1/users", Resource.NamedOrganization),
        ("/v1/users/{id}", Resource.Person),
        ("/v1/users/{id}/erasure", Resource.PersonToErase),
        ("/v1/sessions", Resource.NamedPerson),
        ("/v1/sessions/{id}", Resource.Session),
        ("/v1/api-keys", Resource.Nothing),
        ("/v1/api-keys/{id}", Resource.ApiKey),
        ("/v1/generations", Resource.Nothing),
        ("/v1/generations/{id}", Resource.Generation),
    ];

    private Place _place = null!;
    private readonly Dictionary<Distance, Target> _others = [];

    private enum Resource
    {
        /// <summary>The caller's own, the installation's, or found by filters that only narrow what the caller sees.</summary>
        Nothing,
        Organization,
        NamedOrganization,
        Department,

        /// <summary>A model of the catalogue, which has no tenant.</summary>
        Entry,

        /// <summary>What somebody may spend in a department.</summary>
        Limit,
        Person,

        /// <summary>Somebody whom nobody else is needed for.</summary>
        PersonToErase,
        NamedPerson,
        Session,
        ApiKey,
        Generation,

        /// <summary>One of the caller's, who names no other's.</summary>
        Preference,
    }

    private enum Distance
    {
        Own,
        SameDepartment,
        SameOrganization,
        OtherOrganization,
    }

    private enum Credential
    {
        Session,
        Key,
        KeyWithoutTheScope,
    }

    public static TheoryData<string> Routes =>
        [.. AccessPolicy.Rules.Values.Where(rule => rule.Reach != AccessReach.Open).Select(rule => rule.Route)];

    public async Task InitializeAsync()
    {
        _place = await installation.NewPlace("matrix");
        _others[Distance.SameDepartment] = await NewPerson(UserRole.StandardUser, _place, _place.DepartmentId);
        _others[Distance.SameOrganization] = await NewPerson(UserRole.StandardUser, _place, _place.SecondDepartmentId);
        _others[Distance.OtherOrganization] = await NewPerson(UserRole.StandardUser, installation.Other, installation.Other.DepartmentId);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_ForEveryRoleDistanceAndCredential_AnswersAsTheTableSays(string route)
    {
        var (rule, resource) = (AccessPolicy.Rules[route], ResourceOf(route));
        var wrong = new List<string>();
        foreach (var role in Enum.GetValues<UserRole>())
        {
            var caller = await NewPerson(role, _place, _place.DepartmentId, rule.Scope);
            foreach (var distance in Distances(resource))
            {
                foreach (var credential in Enum.GetValues<Credential>())
                {
                    var expected = Expected(rule, resource, role, distance, credential);
                    var target = distance == Distance.Own ? caller : _others[distance];
                    var answer = await Ask(await ClientOf(caller, credential), route, await IdOf(resource, target));
                    if (Seen(answer) != expected)
                    {
                        wrong.Add($"{role}, {distance}, {credential}: {answer.Code} {answer.Problem} instead of {expected}");
                    }
                }
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>The table of the HTTP surface, in the words of its paragraphs on roles.</summary>
    private static string Expected(AccessRule rule, Resource resource, UserRole role, Distance distance, Credential credential) =>
        role < rule.Role ? "insufficient_role"
        : !Scopes(role, credential, rule.Scope).HasFlag(rule.Scope) ? "insufficient_scope"
        : Reaches(resource, role, distance) ? "let in"
        : "not there";

    // A key allows what its owner's role does, and a session everything.
    private static KeyScopes Scopes(UserRole role, Credential credential, KeyScopes asked) => credential switch
    {
        Credential.Session => KeyScopes.All,
        Credential.Key => role >= UserRole.PowerUser ? KeyScopes.All : KeyScopes.Generate | KeyScopes.Read,
        _ => KeyScopes.All & ~asked,
    };

    private static bool Reaches(Resource resource, UserRole role, Distance distance) => role == UserRole.SuperAdmin ? resource != Resource.ApiKey || distance == Distance.Own : resource switch
    {
        Resource.Nothing or Resource.Preference => true,
        Resource.ApiKey => distance == Distance.Own,
        Resource.Organization or Resource.NamedOrganization => distance != Distance.OtherOrganization,
        Resource.Department or Resource.Limit => distance <= Distance.SameDepartment || IsAdminNear(role, distance),
        Resource.Session or Resource.NamedPerson => distance == Distance.Own || IsAdminNear(role, distance),
        _ => distance == Distance.Own || (distance == Distance.SameDepartment && role >= UserRole.DeptManager) || IsAdminNear(role, distance),
    };

    // Whoever erases themselves asks nothing after it.
    private static IEnumerable<Distance> Distances(Resource resource) => resource switch
    {
        Resource.Nothing or Resource.Preference or Resource.Entry => [Distance.Own],
        Resource.PersonToErase => Enum.GetValues<Distance>().Except([Distance.Own]),
        _ => Enum.GetValues<Distance>(),
    };

    private static bool IsAdminNear(UserRole role, Distance distance) => role >= UserRole.OrgAdmin && distance != Distance.OtherOrganization;

    private static Resource ResourceOf(string route)
    {
        var path = route.Split(' ')[1];
        return Resources.Where(row => path.StartsWith(row.Beginning, StringComparison.Ordinal)).MaxBy(row => row.Beginning.Length) is { Beginning: not null } row
            ? row.Resource
            : throw new InvalidOperationException($"{route} is about nothing that the matrix knows.");
    }

    private static string Seen(Answer answer) => answer switch
    {
        { Code: 403, Problem: "insufficient_role" or "insufficient_scope" } => answer.Problem,
        { Code: 404 } => "not there",
        { Code: 401 or 403 or >= 500 } => $"{answer.Code} {answer.Problem}",
        _ => "let in",
    };

    /// <summary>Asks so that who is let in changes nothing that the next one needs: empty bodies, and tags that nothing has.</summary>
    private static async Task<Answer> Ask(Client client, string route, string? id)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        path = id is null ? path
            : id.StartsWith('?') ? path + id
            : id.StartsWith('/') ? id
            : path.Replace("{id}", id, StringComparison.Ordinal);
        path = path.Replace("{key}", Preference, StringComparison.Ordinal)
            .Replace("/models/{id}", "/models/local%2Fcanvas", StringComparison.Ordinal);
        (string, string)[] headers = method == "DELETE" && (route.Contains("/users/", StringComparison.Ordinal) || route.EndsWith("s/{id}", StringComparison.Ordinal))
            ? [("If-Match", "\"nothing\"")]
            : [];
        using var body = method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : null;
        return await client.Send(new HttpMethod(method), path, body, headers);
    }

    /// <summary>Where the resource is: an id, a query that names it, or its whole path.</summary>
    private async Task<string?> IdOf(Resource resource, Target target) => resource switch
    {
        Resource.Nothing => null,
        Resource.Organization => $"{target.Place.OrganizationId}",
        Resource.NamedOrganization => $"?organization_id={target.Place.OrganizationId}",
        Resource.Department => $"{target.DepartmentId}",
        Resource.Entry => $"{Contracts.DerivedId.Model("local", "canvas")}",
        Resource.Limit => await Limited(target),
        Resource.Person => $"{target.Key.UserId}",
        Resource.PersonToErase => $"{(await NewPerson(UserRole.StandardUser, target.Place, target.DepartmentId)).Key.UserId}",
        Resource.NamedPerson => $"?user_id={target.Key.UserId}",
        Resource.Session => $"{(await Open(target)).Session.Id}",
        Resource.ApiKey => await NewKey(target),
        Resource.Generation => await Made(target),
        Resource.Preference => await Preferred(target),
        _ => throw new InvalidOperationException($"{resource}"),
    };

    private async Task<Client> ClientOf(Target person, Credential credential) => installation.With(credential switch
    {
        Credential.Session => (await Open(person)).AccessToken,
        Credential.Key => person.Key.SecretText,
        _ => person.Narrow!.SecretText,
    });

    private async Task<SessionOpened> Open(Target person) => Assert.IsType<SessionOpened>(
        await installation.Grains.GetGrain<ISessionGrain>(Guid.CreateVersion7()).Open(new OpenSession
        {
            UserId = person.Key.UserId,
            Opening = $"{Guid.CreateVersion7()}",
            SecondFactor = true,
            Device = new SessionDevice("Browser/1.0", "203.0.113.9"),
        }));

    private async Task<string> Made(Target person)
    {
        var answer = await installation.With(person.Key.SecretText).Post("/v1/generations", Small, ("Prefer", "wait=60"));
        Assert.True(answer.Code == 200, answer.Body);
        return answer.Text("id");
    }

    private async Task<string> Limited(Target person)
    {
        var path = $"/v1/departments/{person.DepartmentId}/budget/limits/{person.Key.UserId}";
        Assert.Equal(200, (await installation.As("SuperAdmin").Put(path, """{"amount_aud":"5"}""")).Code);
        return path;
    }

    private async Task<string> Preferred(Target person)
    {
        Assert.Equal(200, (await installation.With(person.Key.SecretText).Put($"/v1/me/preferences/{Preference}", "1")).Code);
        return Preference;
    }

    /// <summary>A key of the person beside the one that they ask with.</summary>
    private async Task<string> NewKey(Target person)
    {
        var caller = new Caller
        {
            UserId = person.Key.UserId,
            OrganizationId = person.Place.OrganizationId,
            DepartmentId = person.DepartmentId,
            Role = UserRole.StandardUser,
            Scopes = KeyScopes.All,
        };
        var request = new CreateApiKey { KeyId = Guid.CreateVersion7(), Caller = caller, Name = "another", Scopes = KeyScopes.Read };
        return $"{Assert.IsType<ApiKeyAccepted>(await installation.Grains.GetGrain<IUserGrain>(person.Key.UserId).CreateKey(request)).Key.Id}";
    }

    private async Task<Target> NewPerson(UserRole role, Place place, Guid departmentId, KeyScopes without = KeyScopes.None)
    {
        var key = await installation.AddPerson($"{role}{Guid.CreateVersion7()}", place, role, departmentId);
        if (without == KeyScopes.None)
        {
            return new Target(place, departmentId, key, null);
        }

        // The same role without the scope: another person, who stands where the first one does.
        var names = Enum.GetValues<KeyScopes>().Where(scope => scope is not (KeyScopes.None or KeyScopes.All) && scope != without).Select(scope => $"\"{scope.ToString().ToLowerInvariant()}\"");
        var narrow = await installation.AddPerson($"{role}{Guid.CreateVersion7()}", place, role, departmentId, $"[{string.Join(',', names)}]");
        return new Target(place, departmentId, key, narrow);
    }

    /// <summary>Somebody, with what belongs to them.</summary>
    /// <param name="Place">Their organisation.</param>
    /// <param name="DepartmentId">Their department.</param>
    /// <param name="Key">Their key of every scope.</param>
    /// <param name="Narrow">A key without the scope of the route, of somebody like them.</param>
    private sealed record Target(Place Place, Guid DepartmentId, ApiKeyToken Key, ApiKeyToken? Narrow);
}
