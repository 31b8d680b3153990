using System.Globalization;
using System.Net;
using DonatelloAI.Testing;

namespace DonatelloAI.Bench;

/// <summary>A server with a capacity, below it, at ten times of it, and below it again.</summary>
internal sealed class Overload(TimeSpan duration, Report report)
{
    private const int Capacity = 50;
    private const int Below = 40;
    private const int Above = 500;

    /// <summary>More than ever wait at the same time, so that no request waits for a connection.</summary>
    private const int Connections = 1_024;

    /// <summary>Ten times the capacity for so long, then the quiet rate: the compiler has seen both ways by then.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    /// <summary>Measures.</summary>
    public Task Run(string engine, TestDatabase database) => Front.With(
        database,
        async (_, start) =>
        {
            await using var server = await start();
            using var http = server.Client(Connections);
            await Front.RaiseBudget(http);
            Task<bool> Call() => Order(http);
            await OpenLoop.Run(Above, WarmUp, Call);
            await OpenLoop.Run(Below, WarmUp / 2, Call);

            report.AddOverload(engine, "below the capacity", await OpenLoop.Run(Below, duration, Call));
            report.AddOverload(engine, "ten times the capacity", await OpenLoop.Run(Above, duration, Call));
            report.AddOverload(engine, "below it again", await OpenLoop.Run(Below, duration, Call));
        },
        "--Admission:RequestsPerSecond",
        Capacity.ToString(CultureInfo.InvariantCulture));

    /// <summary>True when the order was accepted, false when it was told to come back; anything else is a fault.</summary>
    private static async Task<bool> Order(HttpClient http)
    {
        using var request = Front.Order(FrontModels.Instant);
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null)
        {
            await answer.Content.ReadAsByteArrayAsync();
            return false;
        }

        return await Front.Expect(answer, HttpStatusCode.Accepted);
    }
}
