using DonatelloAI.Hosting;
using DonatelloAI.Silo.Sessions;

namespace DonatelloAI.Standalone;

/// <summary>What the command line says.</summary>
public sealed record StandaloneArguments
{
    /// <summary>Address when nobody names one: this machine only.</summary>
    public const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>Data folder when nobody names one, below the current one.</summary>
    public const string DefaultData = "data";

    private const string BindIssuer = "bind-issuer";

    /// <summary>The help text.</summary>
    public const string Usage = $"""
        DonatelloAI in one process, on embedded parts.

          --urls URL     address to listen on; {DefaultUrls} unless told otherwise, several separated by semicolons
          --data DIR     folder for database, images and keys; ./{DefaultData} unless told otherwise
          --rotate-keys  add a master key, wrap everything under it, and end; the server must be stopped
          --help         this text

          bind-issuer    say which identity provider vouches for an organisation's people, and end; the server must be stopped
            --organization ID   the organisation, as /v1/me names it
            --issuer URL        the issuer of the provider's ID tokens, with --audience CLIENT-ID and, for Entra ID, --tenant ID
            --remove            take the binding away
            --data DIR          the folder of the installation

        Everything else is configuration: --Logging:LogLevel:Default Debug, or the same as an environment variable.
        """;

    /// <summary>True when only the help text is wanted.</summary>
    public bool Help { get; private init; }

    /// <summary>True when only the master key is to be rotated.</summary>
    public bool RotateKeys { get; private init; }

    /// <summary>True when only an identity provider is to be bound, or with <see cref="Removes"/> no longer.</summary>
    public bool BindsIssuer { get; private init; }

    /// <summary>True when a binding is to be taken away.</summary>
    public bool Removes { get; private init; }

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
        var parsed = new StandaloneArguments { BindsIssuer = arguments is [BindIssuer, ..] };
        for (var i = parsed.BindsIssuer ? 1 : 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (name is "--help" or "-h")
            {
                return parsed with { Help = true };
            }

            parsed = (value is null ? parsed.With(name) : null) ?? parsed.With(name, value ?? Next(arguments, ref i, name));
        }

        return parsed;
    }

    /// <summary>With a flag; null when it is none.</summary>
    private StandaloneArguments? With(string name) => name switch
    {
        "--rotate-keys" when !BindsIssuer => this with { RotateKeys = true },
        IssuerChange.Remove when BindsIssuer => this with { Removes = true },
        _ => null,
    };

    private StandaloneArguments With(string name, string value) => name switch
    {
        "--urls" => this with { Urls = value },
        "--data" => this with { Data = Path.GetFullPath(value) },
        _ when BindsIssuer && BoundIssuer.Switches.TryGetValue(name, out var key) => this with { Rest = [.. Rest, $"--{key}", value] },
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
