using DonatelloAI.Hosting;

namespace DonatelloAI.Silo.Commands;

/// <summary>What stands behind a verb: <c>--flag</c>, <c>--name value</c>, and configuration (<c>--Section:Key value</c>).</summary>
internal sealed class CommandArguments
{
    private readonly HashSet<string> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CommandArguments()
    {
    }

    /// <summary>Configuration, as a host takes it in.</summary>
    public string[] Configuration { get; private set; } = [];

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">What stands behind the verb.</param>
    /// <param name="flags">Flags that the verb knows.</param>
    /// <param name="options">Options with a value that the verb knows, and the keys of the configuration that they stand for, if any.</param>
    /// <exception cref="StartRefusedException">An argument is unknown or lacks its value.</exception>
    public static CommandArguments Parse(IReadOnlyList<string> arguments, string[] flags, IReadOnlyDictionary<string, string> options)
    {
        var parsed = new CommandArguments();
        var configuration = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = arguments[i].Split('=', 2) is [var left, var right] ? (left, right) : (arguments[i], null);
            if (flags.Contains(name, StringComparer.Ordinal) && value is null)
            {
                parsed._flags.Add(name);
                continue;
            }

            var key = options.GetValueOrDefault(name) ?? (name.Contains(':', StringComparison.Ordinal) ? name.TrimStart('-') : throw Unknown(name));
            value ??= ++i < arguments.Count ? arguments[i] : throw Unknown(name);
            parsed._values[name] = value;
            configuration.Add($"--{key}={value}");
        }

        parsed.Configuration = [.. configuration];
        return parsed;
    }

    /// <summary>True when a flag is there.</summary>
    public bool Has(string flag) => _flags.Contains(flag);

    /// <summary>The value of an option; null when it is not there.</summary>
    public string? Value(string option) => _values.GetValueOrDefault(option);

    private static StartRefusedException Unknown(string name) => new($"{name} is not an option or lacks its value: --help lists those that are.");
}
