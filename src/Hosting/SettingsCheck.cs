using System.Collections;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Hosting;

/// <summary>
/// Refuses what would pass silently: keys in our sections that no program reads, keys a letter or two beside one of ours, and variables of the
/// environment that are one key in two spellings. Sections of others (<c>Logging</c>, <c>Kestrel</c>) and foreign variables are left alone. On the
/// command line the last one counts, as is usual there.
/// </summary>
public static class SettingsCheck
{
    /// <summary>Changes within which a key outside of our sections is taken for one of ours that was misspelt.</summary>
    private const int Misspelt = 2;

    /// <summary>Looks at a configuration, and at the source of it that hides repeated keys.</summary>
    /// <param name="configuration">All that the process was told.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="StartRefusedException">With a sentence a line, each naming its key.</exception>
    public static void RefuseIfWrong(IConfiguration configuration, IDictionary environment)
    {
        string[] wrong = [.. Unknown(configuration), .. Repeated(environment.Keys.Cast<string>())];
        if (wrong.Length > 0)
        {
            throw new StartRefusedException(string.Join(Environment.NewLine, wrong));
        }
    }

    private static IEnumerable<string> Unknown(IConfiguration configuration) =>
        from setting in configuration.AsEnumerable()
        where setting.Value is not null && setting.Key.Contains(':', StringComparison.Ordinal) && !KnownSettings.Has(setting.Key)
        let nearest = KnownSettings.Nearest(setting.Key)
        where nearest.Distance <= Misspelt || KnownSettings.OwnsSectionOf(setting.Key)
        orderby setting.Key
        select $"{setting.Key} is no setting: did you mean {nearest.Key}?";

    /// <summary>Variables that differ in their case only are one key, and nobody could say which of them counts.</summary>
    private static IEnumerable<string> Repeated(IEnumerable<string> variables) => variables
        .GroupBy(static variable => variable.Replace("__", ":", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase)
        .Where(static same => same.Skip(1).Any() && KnownSettings.Has(same.Key))
        .Select(static same => $"{same.Key} is given by several variables of the environment: keep one of {string.Join(", ", same.Order(StringComparer.Ordinal))}.");
}
