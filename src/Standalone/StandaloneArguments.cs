using DonatelloAI.Hosting;

namespace DonatelloAI.Standalone;

/// <summary>What the command line says.</summary>
public sealed record StandaloneArguments
{
    /// <summary>Address when nobody names one: this machine only.</summary>
    public const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>Data folder when nobody names one, below the current one.</summary>
    public const string DefaultData = "data";

    /// <summary>The help text.</summary>
    public const string Usage = $"""
        DonatelloAI in one process, on embedded parts.

          --urls URL     address to listen on; {DefaultUrls} unless told otherwise, several separated by semicolons
          --data DIR     folder for database, images and keys; ./{DefaultData} unless told otherwise
          --rotate-keys  add a master key, wrap everything under it, and end; the server must be stopped
          --help         this text

        Everything else is configuration: --Logging:LogLevel:Default Debug, or the same as an environment variable.
        """;

    /// <summary>True when only the help text is wanted.</summary>
    public bool Help { get; private init; }

    /// <summary>True when only the master key is to be rotated.</summary>
    public bool RotateKeys { get; private init; }

    /// <summary>Addresses to listen on; null leaves it to the configuration.</summary>
    public string? Urls { get; private init; }

    /// <summary>Full path of the data folder.</summary>
    public string Data { get; private init; } = Path.GetFullPath(DefaultData);

    /// <summary>Arguments that are configuration.</summary>
    public IReadOnlyList<string> Rest { get; private init; } = [];

    /// <summary>Reads the command line: <c>--name value</c> or <c>--name=value</c>.</summary>
    /// <exception cref="StartRefusedException">An argument is unknown or lacks its value.</exception>
    public static StandaloneArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new StandaloneArguments();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (name is "--help" or "-h")
            {
                return parsed with { Help = true };
            }

            if (name is "--rotate-keys" && value is null)
            {
                parsed = parsed with { RotateKeys = true };
                continue;
            }

            parsed = parsed.With(name, value ?? Next(arguments, ref i, name));
        }

        return parsed;
    }

    private StandaloneArguments With(string name, string value) => name switch
    {
        "--urls" => this with { Urls = value },
        "--data" => this with { Data = Path.GetFullPath(value) },
        _ when name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal) =>
            this with { Rest = [.. Rest, name, value] },
        _ => throw new StartRefusedException($"{name} is not an option: --help lists those that are."),
    };

    private static (string Name, string? Value) Split(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.Split('=', 2) is [var name, var value]
            ? (name, value)
            : (argument, null);

    private static string Next(IReadOnlyList<string> arguments, ref int i, string name) =>
        ++i < arguments.Count
            ? arguments[i]
            : throw new StartRefusedException($"{name} lacks its value or is not an option: --help lists those that are.");
}
