using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Problems;
using DonatelloAI.Hosting.Health;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace DonatelloAI.Api.Tests.Problems;

/// <summary>A server between its start and its readiness, or on its way out, breaks what it has begun: its callers shall come back.</summary>
public sealed class NotReadyTests
{
    [Theory]
    [InlineData(false, false, 503)]
    [InlineData(true, false, 500)]
    [InlineData(true, true, 503)]
    public async Task Failure_OfNoKnownKind_IsAnOutageUnlessTheServerIsReady(bool isReady, bool isStopping, int status)
    {
        var readiness = new Readiness();
        if (isReady)
        {
            readiness.MarkReady();
        }

        if (isStopping)
        {
            readiness.MarkStopping();
        }

        using var instruments = new AdmissionInstruments();
        var problems = new ProblemMiddleware(
            static _ => throw new ObjectDisposedException("client"), readiness, instruments, NullLogger<ProblemMiddleware>.Instance);
        var context = new DefaultHttpContext();

        await problems.InvokeAsync(context);

        Assert.Equal((status, status == 503), (context.Response.StatusCode, context.Response.Headers.RetryAfter.Count == 1));
    }
}
