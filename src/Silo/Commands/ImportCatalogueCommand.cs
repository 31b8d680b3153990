using System.Globalization;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Providers.Catalogue;
using DonatelloAI.Hosting;
using DonatelloAI.Silo.Persistence;
using DonatelloAI.Silo.Providers;

namespace DonatelloAI.Silo.Commands;

/// <summary><c>import-catalogue</c>: takes a catalogue file over once, or shows what that would change.</summary>
internal static class ImportCatalogueCommand
{
    private const string DryRun = "--dry-run";

    // As often as a silo decides again when somebody else was faster.
    private const int MaxAttempts = 6;

    /// <summary>Imports, or prints the differences.</summary>
    public static async Task Run(string[] arguments)
    {
        if (arguments is not [{ Length: > 0 } path, .. var rest] || path.StartsWith('-'))
        {
            throw new StartRefusedException("import-catalogue takes the file first: import-catalogue FILE [--dry-run].");
        }

        var parsed = CommandArguments.Parse(rest, [DryRun], new Dictionary<string, string>(StringComparer.Ordinal));
        var (text, problem) = await CatalogueText.Read(path);
        if (text is null)
        {
            throw new StartRefusedException($"{path} cannot be read: {problem}");
        }

        await using var services = CommandServices.OnDatabaseAndKeys(parsed);
        await DatabaseCheck.Run(services);
        var found = await Import(
            services.GetRequiredService<ICatalogueStore>(), services.GetRequiredService<TimeProvider>(), text, isDry: parsed.Has(DryRun));
        await Console.Out.WriteAsync(Table(found));
        await Console.Out.WriteLineAsync(Summary(found.Count, parsed.Has(DryRun)));
    }

    private static async Task<IReadOnlyList<ImportDifference>> Import(ICatalogueStore store, TimeProvider time, string text, bool isDry)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var (reply, edit) = CatalogueFile.Compare(await store.Load(), text, time.GetUtcNow());
            if (reply.Problem is { } problem)
            {
                throw new StartRefusedException($"The file was not taken over, and nothing changed. {problem}");
            }

            if (edit is null || isDry)
            {
                return reply.Differences;
            }

            var outcome = await store.Commit(edit);
            if (outcome.Result == CommitResult.Committed)
            {
                return reply.Differences;
            }

            if (outcome.Result is not (CommitResult.FenceLost or CommitResult.KeyExists))
            {
                throw new StartRefusedException($"The database did not take the change ({outcome.Result}): {outcome.Detail} Run the command again.");
            }
        }

        throw new StartRefusedException("The catalogue was changed by others all the time: run the command again.");
    }

    internal static string Table(IReadOnlyList<ImportDifference> differences)
    {
        if (differences.Count == 0)
        {
            return "";
        }

        var (model, what) = (Width("MODEL", differences.Select(row => row.Model)), Width("WHAT", differences.Select(row => row.What)));
        return string.Concat(
            differences.Prepend(new ImportDifference("MODEL", "WHAT", "DETAIL"))
                .Select(row => $"{row.Model.PadRight(model)}  {row.What.PadRight(what)}  {row.Detail}{Environment.NewLine}"));
    }

    private static int Width(string head, IEnumerable<string> cells) => cells.Append(head).Max(cell => cell.Length);

    private static string Summary(int differences, bool isDry) =>
        differences == 0 ? "The catalogue says what the file says; nothing was changed."
        : isDry ? string.Create(CultureInfo.InvariantCulture, $"{differences} differences; nothing was changed.")
        : string.Create(CultureInfo.InvariantCulture, $"{differences} differences were taken over; silos that run see them within Providers:RefreshSeconds.");
}
