using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Users;

/// <summary>
/// What follows the first commit of an erasure, without Orleans. Every step is decided by the rows, so whoever repeats it after a crash
/// goes on where it was cut off; nothing is remembered in between.
/// </summary>
/// <param name="userId">The person.</param>
/// <param name="store">Where the erasure is kept.</param>
/// <param name="eraseGeneration">Takes everything out of a generation on behalf of somebody; false when that is not possible yet.</param>
/// <param name="time">The clock.</param>
public sealed class ErasureRun(Guid userId, IErasureStore store, Func<Guid, Caller, Task<bool>> eraseGeneration, TimeProvider time)
{
    /// <summary>Generations that are worked on at once: 20.</summary>
    public const int PageSize = 20;

    /// <summary>Pages of one advance, which a caller waits for: 5.</summary>
    public const int PagesAtOnce = 5;

    private const int MaxReloads = 5;

    /// <summary>Does what can be done now, up to a bound; null when no erasure of the person has begun.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read or written.</exception>
    public async Task<ErasureProgress?> Advance()
    {
        if (await store.Find(userId) is not { } begun)
        {
            return null;
        }

        await store.EmptyFormerVersions(userId);
        var left = await EraseGenerations(ActorOf(begun.Certificate));
        return new ErasureProgress(left == 0 ? await Complete() : (await store.Find(userId))!.Certificate, left);
    }

    /// <summary>An administrator of the person's organisation, in the name of whoever asked: generations look no further.</summary>
    private static Caller ActorOf(ErasureCertificate certificate) => new()
    {
        UserId = certificate.RequestedBy,
        OrganizationId = certificate.OrganizationId,
        Role = UserRole.OrgAdmin,
        Scopes = KeyScopes.All,
    };

    /// <summary>Page by page; answers how many were passed that could not be done, or not be reached, yet.</summary>
    private async Task<int> EraseGenerations(Caller actor)
    {
        Guid? after = null;
        var left = 0;
        for (var page = 0; page < PagesAtOnce; page++)
        {
            var ids = await store.Left(userId, after, PageSize);
            var done = await Task.WhenAll(ids.Select(id => eraseGeneration(id, actor)));
            left += done.Count(static isDone => !isDone);
            if (ids.Count < PageSize)
            {
                return left;
            }

            after = ids[^1];
        }

        return left + (await store.Left(userId, after, PageSize)).Count;
    }

    private async Task<ErasureCertificate> Complete()
    {
        for (var reload = 0; reload <= MaxReloads; reload++)
        {
            var erasure = (await store.Find(userId))!;
            if (erasure.Certificate is { CompletedAt: not null } or { GenerationsLeft: > 0 })
            {
                return erasure.Certificate;
            }

            var outcome = await store.Complete(erasure, time.GetUtcNow());
            if (outcome.Result is not (CommitResult.Committed or CommitResult.FenceLost or CommitResult.KeyExists))
            {
                throw new StorageUnavailableException($"The end of an erasure could not be written: {outcome.Detail}");
            }
        }

        throw new StorageUnavailableException("The organisation is being changed by others at the moment.");
    }
}

/// <summary>How far an erasure is.</summary>
/// <param name="Certificate">What has been done.</param>
/// <param name="Left">Generations that could not be done yet, as far as they were looked at.</param>
public sealed record ErasureProgress(ErasureCertificate Certificate, int Left);
