using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Grains.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Users;

/// <summary>
/// What stands in the place of who somebody was. Each is made of the person's id alone: unique, as the columns must be, and nothing
/// that leads back.
/// </summary>
internal static class ErasureTombstones
{
    /// <summary>What API keys are called afterwards.</summary>
    public const string KeyName = "erased";

    /// <summary>In the place of the object id at the identity provider.</summary>
    public static string AzureAdId(Guid userId) => $"{StoredUsers.ErasedPrefix}{userId}";

    /// <summary>In the place of the blind index; no address has it, since it is made without the key.</summary>
    public static byte[] EmailIndex(Guid userId) => SHA256.HashData(Encoding.ASCII.GetBytes(AzureAdId(userId)));

    /// <summary>
    /// Puts them into former versions of a person's rows. SQL Server keeps those itself and lets nobody write them: there they end with
    /// the retention of the history tables.
    /// </summary>
    public static async Task<int> IntoFormerVersions(DonatelloContext db, Guid userId)
    {
        if (db.Engine == StorageEngine.SqlServer)
        {
            return 0;
        }

        var people = await Former(db, "users", nameof(UserRow.Id), userId).ExecuteUpdateAsync(row => row
            .SetProperty(former => EF.Property<string>(former, nameof(UserRow.Email)), SealedMark.Erased)
            .SetProperty(former => EF.Property<byte[]>(former, nameof(UserRow.EmailIndex)), EmailIndex(userId))
            .SetProperty(former => EF.Property<string?>(former, nameof(UserRow.DisplayName)), (string?)null)
            .SetProperty(former => EF.Property<string>(former, nameof(UserRow.AzureAdId)), AzureAdId(userId))
            .SetProperty(former => EF.Property<DateTimeOffset?>(former, nameof(UserRow.LastLoginAt)), (DateTimeOffset?)null)
            .SetProperty(former => EF.Property<string>(former, nameof(UserRow.Settings)), "{}"));
        return people + await Former(db, "api_keys", nameof(ApiKeyRow.UserId), userId).ExecuteUpdateAsync(row => row
            .SetProperty(former => EF.Property<string>(former, nameof(ApiKeyRow.KeyName)), KeyName));
    }

    private static IQueryable<Dictionary<string, object>> Former(DonatelloContext db, string table, string column, Guid userId) =>
        db.Set<Dictionary<string, object>>(table + Modelling.HistoryTables.Suffix).Where(former => EF.Property<Guid>(former, column) == userId);
}
