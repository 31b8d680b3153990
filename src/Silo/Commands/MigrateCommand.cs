using System.Globalization;
using DonatelloAI.Hosting;
using DonatelloAI.Silo.Persistence;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Providers;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Silo.Commands;

/// <summary><c>migrate</c>: moves the database's schema between versions, the tables of the runtime among it.</summary>
internal static class MigrateCommand
{
    private const int MaxWaitSeconds = 3_600;

    private static readonly Dictionary<string, string> Options = new(StringComparer.Ordinal)
    {
        ["--to"] = "Migrate:To",
        ["--from"] = "Migrate:From",
        ["--wait"] = "Migrate:Wait",
    };

    /// <summary>Migrates, or prints the SQL.</summary>
    public static async Task Run(string[] arguments)
    {
        var parsed = CommandArguments.Parse(arguments, ["--script"], Options);
        await using var services = CommandServices.OnDatabase(parsed);
        var migrator = services.GetRequiredService<SchemaMigrator>();
        if (parsed.Has("--script"))
        {
            await Console.Out.WriteLineAsync(await Named(() => Task.FromResult(migrator.Script(parsed.Value("--from"), parsed.Value("--to")))));
            return;
        }

        await DatabaseCheck.Reach(
            services.GetRequiredService<IDbContextFactory<DonatelloContext>>(), services.GetRequiredService<TimeProvider>(), Wait(parsed.Value("--wait")));
        await Move(services, migrator, parsed.Value("--to"));
    }

    private static TimeSpan Wait(string? seconds) => seconds switch
    {
        null => TimeSpan.Zero,
        _ when int.TryParse(seconds, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= MaxWaitSeconds => TimeSpan.FromSeconds(number),
        _ => throw new StartRefusedException($"--wait takes 0 to {MaxWaitSeconds} seconds, not {seconds}."),
    };

    private static async Task Move(ServiceProvider services, SchemaMigrator migrator, string? target)
    {
        if (target is not null)
        {
            var reached = await Named(async () =>
            {
                await migrator.ToAsync(target);
                return target;
            });
            await Console.Out.WriteLineAsync($"The schema is at {reached}.");
            return;
        }

        await migrator.UpAsync();
        var models = await services.GetRequiredService<CatalogueImport>().Run();
        var state = await migrator.ReadAsync();
        await Console.Out.WriteLineAsync($"The schema is at {state.Applied[^1]}, and {models} models were added to the catalogue.");
    }

    /// <summary>A name that no migration has is the operator's to correct.</summary>
    private static async Task<T> Named<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (InvalidOperationException unknown) when (unknown.Message.Contains("migration", StringComparison.OrdinalIgnoreCase))
        {
            throw new StartRefusedException(unknown.Message.ReplaceLineEndings(" "), unknown);
        }
    }
}
