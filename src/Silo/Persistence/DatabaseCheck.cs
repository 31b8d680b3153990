using System.Data.Common;
using DonatelloAI.Hosting;
using DonatelloAI.Storage;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Silo.Persistence;

/// <summary>Looks whether the database answers and has a schema that this program runs on. A silo never changes the schema by itself.</summary>
internal static class DatabaseCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Looks.</summary>
    /// <exception cref="StartRefusedException">It does not answer, or its schema is older or newer than this program.</exception>
    public static async Task Run(IServiceProvider services)
    {
        await Reach(services.GetRequiredService<IDbContextFactory<DonatelloContext>>());
        if ((await services.GetRequiredService<SchemaMigrator>().ReadAsync()).Refusal is { } refusal)
        {
            throw new StartRefusedException(refusal);
        }
    }

    /// <summary>Looks whether the database answers, again and again until the patience is over.</summary>
    /// <exception cref="StartRefusedException">It does not.</exception>
    public static async Task Reach(IDbContextFactory<DonatelloContext> contexts, TimeProvider time, TimeSpan patience)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await Reach(contexts);
                return;
            }
            catch (StartRefusedException) when (time.GetElapsedTime(began) < patience)
            {
                await Task.Delay(Pause, time);
            }
        }
    }

    /// <summary>Looks whether the database answers.</summary>
    /// <exception cref="StartRefusedException">It does not.</exception>
    private static async Task Reach(IDbContextFactory<DonatelloContext> contexts)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync();
            await context.Database.OpenConnectionAsync();
        }
        catch (Exception unreachable) when (unreachable is DbException or TimeoutException)
        {
            throw new StartRefusedException(
                $"The database cannot be used: {unreachable.Message.ReplaceLineEndings(" ").TrimEnd('.')}. Start it, or correct {DatabaseOptions.ConnectionStringKey}.", unreachable);
        }
        catch (ArgumentException malformed)
        {
            throw new StartRefusedException($"{DatabaseOptions.ConnectionStringKey} cannot be read as a connection string.", malformed);
        }
    }
}
