using DonatelloAI.Contracts;
using System.Data.Common;
using DonatelloAI.Grains.Budgets;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Commits;

/// <summary>Reads whose outages come as one exception, whatever the driver's is.</summary>
internal static class Reads
{
    /// <summary>Reads with a context of its own.</summary>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public static async Task<T> Guarded<T>(IDbContextFactory<DonatelloContext> contexts, Func<DonatelloContext, Task<T>> read)
    {
        await using var context = await contexts.CreateDbContextAsync();
        try
        {
            return await read(context);
        }
        catch (DbException failed)
        {
            throw new StorageUnavailableException("The database could not be read.", failed);
        }
        catch (TimeoutException slow)
        {
            throw new StorageUnavailableException("The database did not answer in time.", slow);
        }
    }
}
