using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Access;

/// <summary>How far a route reaches beyond its caller.</summary>
internal enum AccessReach
{
    /// <summary>Nobody in particular: asks for no credential.</summary>
    Open,

    /// <summary>What belongs to the caller.</summary>
    Self,

    /// <summary>A department, as <see cref="Contracts.Users.Reach.OfDepartment"/> says.</summary>
    Department,

    /// <summary>What its owner and those above the owner may see, as <see cref="Contracts.Users.Reach.Covers"/> says.</summary>
    Owned,

    /// <summary>Departments and people of an organisation: its administrators all of them, managers those of their department.</summary>
    Organization,

    /// <summary>The same for everybody who may call it.</summary>
    Installation,
}

/// <summary>A row of the table: who may call a route at all. What of its resources they may see is decided with the resource.</summary>
/// <param name="Route">Method and pattern.</param>
/// <param name="Role">The least role.</param>
/// <param name="Scope">What the credential must allow; none for open routes.</param>
/// <param name="Reach">How far it reaches.</param>
internal sealed record AccessRule(string Route, UserRole Role, KeyScopes Scope, AccessReach Reach)
{
    /// <summary>True where a session without a second factor is let in even after its owner's time to set one up.</summary>
    public bool WithoutSecondFactor { get; init; }

    /// <summary>What the caller's grain is shown of the row.</summary>
    public AccessDemand Demand => new(Role, Scope, WithoutSecondFactor);
}

/// <summary>
/// Who may call what: every route of the surface, in one table. An endpoint names its row by the route; one that also answers HEAD is
/// under the row of its GET.
/// </summary>
internal static class AccessPolicy
{
    /// <summary>The row of the dashboard, which has a gate of its own: its login form's cookie.</summary>
    public const string Dashboard = "* /dashboard*";

    private const string Budget = "/v1/departments/{id}/budget";

    /// <summary>The table.</summary>
    public static IReadOnlyDictionary<string, AccessRule> Rules { get; } = new[]
    {
        Open("GET /health/live"),
        Open("GET /health/ready"),
        Open("GET /openapi/{documentName}.json"),
        Open("GET /docs*"),
        Open(Dashboard),

        // What is sent is the credential.
        Open("POST /v1/sessions"),
        Open("POST /v1/sessions/refresh"),
        Rule("GET /v1/sessions", UserRole.StandardUser, KeyScopes.Admin, AccessReach.Owned) with { WithoutSecondFactor = true },
        Rule("DELETE /v1/sessions/{id}", UserRole.StandardUser, KeyScopes.Admin, AccessReach.Owned) with { WithoutSecondFactor = true },
        Rule("DELETE /v1/sessions", UserRole.StandardUser, KeyScopes.Admin, AccessReach.Owned) with { WithoutSecondFactor = true },

        Rule("GET /v1/me", UserRole.StandardUser, KeyScopes.Read, AccessReach.Self) with { WithoutSecondFactor = true },
        Rule("GET /v1/me/preferences", UserRole.StandardUser, KeyScopes.Read, AccessReach.Self),
        Rule("GET /v1/me/preferences/{key}", UserRole.StandardUser, KeyScopes.Read, AccessReach.Self),
        Rule("PUT /v1/me/preferences/{key}", UserRole.StandardUser, KeyScopes.Generate, AccessReach.Self),
        Rule("DELETE /v1/me/preferences/{key}", UserRole.StandardUser, KeyScopes.Generate, AccessReach.Self),
        Rule("GET /v1/api-keys", UserRole.PowerUser, KeyScopes.Admin, AccessReach.Self),
        Rule("POST /v1/api-keys", UserRole.PowerUser, KeyScopes.Admin, AccessReach.Self),
        Rule("DELETE /v1/api-keys/{id}", UserRole.PowerUser, KeyScopes.Admin, AccessReach.Self),

        Rule("GET /v1/organizations", UserRole.SuperAdmin, KeyScopes.Read, AccessReach.Installation),
        Rule("POST /v1/organizations", UserRole.SuperAdmin, KeyScopes.Admin, AccessReach.Installation),
        Rule("GET /v1/organizations/{id}", UserRole.OrgAdmin, KeyScopes.Read, AccessReach.Organization),
        Rule("PATCH /v1/organizations/{id}", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Organization),
        Rule("DELETE /v1/organizations/{id}", UserRole.SuperAdmin, KeyScopes.Admin, AccessReach.Organization),

        Rule("GET /v1/departments", UserRole.DeptManager, KeyScopes.Read, AccessReach.Organization),
        Rule("POST /v1/departments", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Organization),
        Rule("GET /v1/departments/{id}", UserRole.DeptManager, KeyScopes.Read, AccessReach.Organization),
        Rule("PATCH /v1/departments/{id}", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Organization),
        Rule("DELETE /v1/departments/{id}", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Organization),

        Rule("GET /v1/users", UserRole.DeptManager, KeyScopes.Read, AccessReach.Organization),
        Rule("POST /v1/users", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Organization),
        Rule("GET /v1/users/{id}", UserRole.DeptManager, KeyScopes.Read, AccessReach.Organization),
        Rule("PATCH /v1/users/{id}", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Organization),
        Rule("DELETE /v1/users/{id}", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Organization),
        Rule("POST /v1/users/{id}/erasure", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Organization),

        Rule($"GET {Budget}", UserRole.StandardUser, KeyScopes.Read, AccessReach.Department),
        Rule($"PUT {Budget}", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Department),
        Rule($"GET {Budget}/entries", UserRole.DeptManager, KeyScopes.Read, AccessReach.Department),
        Rule($"GET {Budget}/holds", UserRole.DeptManager, KeyScopes.Read, AccessReach.Department),
        Rule($"PUT {Budget}/limits/{{subject_id}}", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Department),
        Rule($"DELETE {Budget}/limits/{{subject_id}}", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Department),
        Rule($"POST {Budget}/adjustments", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Department),
        Rule($"POST {Budget}/verify", UserRole.OrgAdmin, KeyScopes.Admin, AccessReach.Department),

        Rule("GET /v1/providers", UserRole.SuperAdmin, KeyScopes.Read, AccessReach.Installation),
        Rule("POST /v1/providers", UserRole.SuperAdmin, KeyScopes.Admin, AccessReach.Installation),
        Rule("GET /v1/providers/{id}", UserRole.SuperAdmin, KeyScopes.Read, AccessReach.Installation),
        Rule("PATCH /v1/providers/{id}", UserRole.SuperAdmin, KeyScopes.Admin, AccessReach.Installation),
        Rule("DELETE /v1/providers/{id}", UserRole.SuperAdmin, KeyScopes.Admin, AccessReach.Installation),
        Rule("GET /v1/exchange-rates", UserRole.SuperAdmin, KeyScopes.Read, AccessReach.Installation),
        Rule("PUT /v1/exchange-rates", UserRole.SuperAdmin, KeyScopes.Admin, AccessReach.Installation),

        Rule("GET /v1/models", UserRole.StandardUser, KeyScopes.Read, AccessReach.Installation),

        Rule("POST /v1/generations", UserRole.StandardUser, KeyScopes.Generate, AccessReach.Self),
        Rule("POST /v1/estimates", UserRole.StandardUser, KeyScopes.Read, AccessReach.Self),
        Rule("GET /v1/generations", UserRole.StandardUser, KeyScopes.Read, AccessReach.Owned),
        Rule("GET /v1/generations/{id}", UserRole.StandardUser, KeyScopes.Read, AccessReach.Owned),
        Rule("GET /v1/generations/{id}/image", UserRole.StandardUser, KeyScopes.Read, AccessReach.Owned),
        Rule("GET /v1/generations/{id}/thumbnail", UserRole.StandardUser, KeyScopes.Read, AccessReach.Owned),
        Rule("GET /v1/generations/{id}/metadata", UserRole.StandardUser, KeyScopes.Read, AccessReach.Owned),
        Rule("GET /v1/generations/{id}/events", UserRole.StandardUser, KeyScopes.Read, AccessReach.Owned),
        Rule("POST /v1/generations/{id}/cancel", UserRole.StandardUser, KeyScopes.Generate, AccessReach.Owned),
        Rule("DELETE /v1/generations/{id}", UserRole.StandardUser, KeyScopes.Generate, AccessReach.Owned),

        // The link is the credential.
        Open("GET /v1/images/{signed}"),

        Rule("POST /openai/v1/images/generations", UserRole.StandardUser, KeyScopes.Generate, AccessReach.Self),
        Rule("GET /openai/v1/models", UserRole.StandardUser, KeyScopes.Read, AccessReach.Installation),
        Rule("GET /openai/v1/models/{id}", UserRole.StandardUser, KeyScopes.Read, AccessReach.Installation),
    }.ToDictionary(rule => rule.Route, StringComparer.Ordinal);

    private static AccessRule Rule(string route, UserRole role, KeyScopes scope, AccessReach reach) => new(route, role, scope, reach);

    private static AccessRule Open(string route) => new(route, UserRole.StandardUser, KeyScopes.None, AccessReach.Open);
}
