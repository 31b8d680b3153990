using System.Text.Json;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Storage.Users;

/// <summary>Scopes as the JSON array of their names, in the order of their numbers.</summary>
internal static class ScopeNames
{
    private static readonly (KeyScopes Scope, string Name)[] Names =
        [(KeyScopes.Generate, "generate"), (KeyScopes.Read, "read"), (KeyScopes.Admin, "admin")];

    public static IReadOnlyList<string> Of(KeyScopes scopes) => [.. Names.Where(name => scopes.HasFlag(name.Scope)).Select(name => name.Name)];

    public static string ToJson(KeyScopes scopes) => JsonSerializer.Serialize(Of(scopes));

    /// <summary>Names that this version does not know allow nothing.</summary>
    public static KeyScopes FromJson(string json)
    {
        var written = JsonSerializer.Deserialize<string[]>(json) ?? [];
        return Names.Where(name => written.Contains(name.Name)).Aggregate(KeyScopes.None, (scopes, name) => scopes | name.Scope);
    }
}
