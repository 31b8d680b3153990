namespace DonatelloAI.Contracts.Users;

/// <summary>The most that a key of a person may allow, by the person's present role.</summary>
public static class RoleScopes
{
    /// <summary>All scopes of a role. What a key was given beyond them sleeps until its owner's role covers it again.</summary>
    public static KeyScopes Of(UserRole role) => role >= UserRole.PowerUser ? KeyScopes.All : KeyScopes.Generate | KeyScopes.Read;
}
