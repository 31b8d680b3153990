using DonatelloAI.Contracts.Users;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Users;

/// <summary>Reads people's rows and opens them, one row beyond the page to see whether there is another.</summary>
[StatelessWorker, Reentrant]
public sealed class UserReadGrain(IOrganizationUserStore store, IPersonalSealer sealer) : Grain, IUserReadGrain
{
    /// <inheritdoc/>
    public async Task<UserView?> Find(Guid userId) => await store.Find(userId) is { } user ? await sealer.Open(user) : null;

    /// <inheritdoc/>
    public async Task<UserPage> List(UserFilter filter)
    {
        var rows = await store.List(filter with { Limit = filter.Limit + 1 });
        var users = new List<UserView>(rows.Count);
        foreach (var row in rows.Take(filter.Limit))
        {
            users.Add(await sealer.Open(row));
        }

        return new UserPage(users, rows.Count > filter.Limit ? users[^1].Id : null);
    }
}
