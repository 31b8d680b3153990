using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Users;

/// <summary>Opens what is stored of people.</summary>
public static class StoredUsers
{
    /// <summary>Begins the stored object id of a person who has none at the identity provider yet.</summary>
    public const string LocalPrefix = "local:";

    /// <summary>Begins what is stored in the place of the object id of a person who was erased; their own id follows.</summary>
    public const string ErasedPrefix = "erased:";

    /// <summary>True for a stored object id that no identity provider has given.</summary>
    public static bool IsOurs(string azureAdId) =>
        azureAdId.StartsWith(LocalPrefix, StringComparison.Ordinal) || azureAdId.StartsWith(ErasedPrefix, StringComparison.Ordinal);

    /// <summary>The person with address and name in clear; what was erased is absent.</summary>
    public static async ValueTask<UserView> Open(this IPersonalSealer sealer, StoredUser user) => user.View with
    {
        AzureAdId = user.View.AzureAdId is { } id && IsOurs(id) ? null : user.View.AzureAdId,
        Email = await Open(sealer, SealedField.Email, user.View.Id, user.View.Email),
        DisplayName = await Open(sealer, SealedField.DisplayName, user.View.Id, user.View.DisplayName),
    };

    private static async ValueTask<string?> Open(IPersonalSealer sealer, SealedField field, Guid userId, string? stored) =>
        stored is null ? null : (await sealer.Open(userId, field, userId, stored)).Text;
}
