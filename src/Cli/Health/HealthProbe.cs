using System.Net;
using System.Text.Json;

namespace DonatelloAI.Cli.Health;

/// <summary>Asks a front end for its health.</summary>
internal static class HealthProbe
{
    /// <summary>Asks once.</summary>
    public static async Task<HealthReport> Ask(HttpClient http, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url, "/health/ready"), cancellationToken);
            var status = await ReadStatus(answer, cancellationToken);
            return new HealthReport(answer.StatusCode == HttpStatusCode.OK && status is "ready", $"{url} is {status}.");
        }
        catch (HttpRequestException e)
        {
            return new HealthReport(IsReady: false, $"{url} does not answer: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthReport(IsReady: false, $"{url} did not answer within {http.Timeout.TotalSeconds:0} s.");
        }
    }

    private static async Task<string> ReadStatus(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return body.RootElement.GetProperty("status").GetString() ?? Foreign(answer);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Foreign(answer);
        }
    }

    private static string Foreign(HttpResponseMessage answer) => $"no DonatelloAI front end (it answered {(int)answer.StatusCode})";
}

/// <summary>What was found.</summary>
/// <param name="IsReady">True when requests are taken.</param>
/// <param name="Sentence">The finding in one sentence.</param>
internal sealed record HealthReport(bool IsReady, string Sentence);
