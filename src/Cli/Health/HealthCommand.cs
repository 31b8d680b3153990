using System.CommandLine;
using Spectre.Console;

namespace DonatelloAI.Cli.Health;

/// <summary><c>donatello health</c>: whether a front end takes requests. Exit code 0 when it does, 1 when it does not.</summary>
internal static class HealthCommand
{
    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const int DefaultTimeoutSeconds = 10;

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "Address of the front end.",
            DefaultValueFactory = static _ => new Uri(DefaultUrl),
            CustomParser = static result => ParseUrl(result),
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "Seconds to wait for the answer, 1 to 300.",
            DefaultValueFactory = static _ => DefaultTimeoutSeconds,
        };
        timeout.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 300)
            {
                result.AddError("--timeout takes 1 to 300 seconds.");
            }
        });

        var command = new Command("health", "Asks whether a front end takes requests.") { url, timeout };
        command.SetAction((parsed, cancellationToken) =>
            Run(parsed.GetRequiredValue(url), TimeSpan.FromSeconds(parsed.GetValue(timeout)), cancellationToken));
        return command;
    }

    private static async Task<int> Run(Uri url, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = timeout };
        var report = await HealthProbe.Ask(http, url, cancellationToken);
        Print(report);
        return report.IsReady ? 0 : 1;
    }

    private static void Print(HealthReport report)
    {
        // A script reads one line, however narrow the console takes itself to be.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, report.Sentence.Length);
        AnsiConsole.Write(new Text(report.Sentence + Environment.NewLine, new Style(report.IsReady ? Color.Green : Color.Red)));
    }

    private static Uri? ParseUrl(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"--url takes an address that begins with http:// or https://, not {text}.");
        return null;
    }
}
