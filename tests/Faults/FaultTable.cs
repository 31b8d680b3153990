using System.Globalization;
using Spectre.Console;

namespace DonatelloAI.Faults;

/// <summary>Outcomes as a table, a row a fault.</summary>
internal static class FaultTable
{
    public static void Print(IReadOnlyList<Outcome> outcomes)
    {
        AnsiConsole.Profile.Width = 200;
        var table = new Table().Border(TableBorder.Markdown)
            .AddColumns("fault", "runs", "accepted", "refused", "repeated", "looks", "recovery s, worst", "of the department s, worst", "drained s, worst", "outcome unknown", "promises broken");
        foreach (var runs in outcomes.GroupBy(outcome => outcome.Fault))
        {
            table.AddRow(
                runs.Key,
                Number(runs.Count()),
                Number(runs.Sum(run => run.Orders.Accepted)),
                Number(runs.Sum(run => run.Orders.Refused)),
                Number(runs.Sum(run => run.Orders.Repeats)),
                Number(runs.Sum(run => run.Samples)),
                Seconds(runs.Max(run => run.Recovery)),
                Seconds(runs.Max(run => run.DepartmentRecovery)),
                Seconds(runs.Max(run => run.Drained)),
                Number(runs.Sum(run => run.Unknown)),
                runs.SelectMany(run => run.Broken).Distinct(StringComparer.Ordinal) is var broken && broken.Any() ? Markup.Escape(string.Join("; ", broken)) : "0");
        }

        AnsiConsole.Write(table);
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("N1", CultureInfo.InvariantCulture);
}
