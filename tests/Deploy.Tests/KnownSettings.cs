using System.Text.RegularExpressions;

namespace DonatelloAI.Deploy.Tests;

/// <summary>The keys of the configuration that the programs read, found in their source.</summary>
internal static partial class KnownSettings
{
    // Options of a command line, which its reader passes on as configuration.
    private const string CommandOptions = "Migrate:";

    // The framework's own.
    private const string Logging = "Logging:";

    private const int Patience = 10_000;

    private static readonly IReadOnlyDictionary<string, string> Sources = Directory
        .EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);

    /// <summary>All keys; <c>{name}</c> stands for a name of the operator's choice.</summary>
    public static IReadOnlySet<string> Keys { get; } = Find();

    /// <summary>True when programs read what an environment variable says.</summary>
    public static bool Knows(string variable)
    {
        var key = variable.Replace("__", ":", StringComparison.Ordinal);
        return Keys.Any(known => Regex.IsMatch(key, $"^{known.Replace("{name}", "[A-Za-z0-9_-]+", StringComparison.Ordinal)}(:[0-9]+)?$", RegexOptions.NonBacktracking));
    }

    private static SortedSet<string> Find()
    {
        var sections = Sources.Values.SelectMany(source => Bound().Matches(source)).ToDictionary(match => match.Groups["section"].Value, match => match.Groups["type"].Value);
        var named = Sources.Where(source => NamedSection().IsMatch(source.Value)).ToDictionary(source => NamedSection().Match(source.Value).Groups["section"].Value, source => source.Value);
        var literals = Sources.Values.Where(source => source.Contains("IConfiguration", StringComparison.Ordinal)).SelectMany(source => Literal().Matches(source)).Select(match => match.Groups["key"].Value);
        return new SortedSet<string>(
            [
                .. literals.Where(key => !sections.ContainsKey(key) && !named.ContainsKey(key) && !key.StartsWith(Logging, StringComparison.Ordinal) && !key.StartsWith(CommandOptions, StringComparison.Ordinal)),
                .. sections.SelectMany(section => PropertiesOf(SourceOf(section.Value)).Select(name => $"{section.Key}:{name}")),
                .. named.SelectMany(section => PropertiesOf(section.Value).Select(name => $"{section.Key}:{{name}}:{name}")),
                .. Sources.Values.Where(source => Prefix().IsMatch(source)).SelectMany(source => Prefixed().Matches(source).Select(match => Prefix().Match(source).Groups["prefix"].Value + match.Groups["name"].Value)),
            ],
            StringComparer.Ordinal);
    }

    private static string SourceOf(string type) => Sources.Single(source => Path.GetFileNameWithoutExtension(source.Key) == type).Value;

    private static IEnumerable<string> PropertiesOf(string source) => Settable().Matches(source).Select(match => match.Groups["name"].Value)
        .Concat(Base().Match(source) is { Success: true } options ? PropertiesOf(SourceOf(options.Groups["type"].Value)) : []);

    // configuration["Cluster:Id"], const string RedisKey = "ConnectionStrings:Redis"
    [GeneratedRegex("\"(?<key>[A-Z][A-Za-z]+(:[A-Z][A-Za-z]+)+)\"", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Literal();

    // AddOptions<BudgetOptions>().BindConfiguration("Budgets")
    [GeneratedRegex("AddOptions<(?<type>\\w+)>\\(\\)[^;\"]*\"(?<section>[A-Z][A-Za-z:]+)\"", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Bound();

    // const string Section = "Providers:OpenAiCompatible": each name below it is a section.
    [GeneratedRegex("const string Section = \"(?<section>[A-Za-z:]*[A-Za-z])\"", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex NamedSection();

    // const string Section = "FirstOrganization:", and Section + nameof(Name)
    [GeneratedRegex("const string Section = \"(?<prefix>[A-Za-z:]*:)\"", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Prefix();

    [GeneratedRegex("Section \\+ nameof\\((?<name>\\w+)\\)", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Prefixed();

    // class GoogleOptions : VendorOptions
    [GeneratedRegex("class \\w+Options : (?<type>\\w+Options)\\b", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Base();

    [GeneratedRegex("public [\\w?<>]+ (?<name>\\w+) \\{ get; set; \\}", RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Settable();
}
