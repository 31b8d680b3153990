using DonatelloAI.Api.Admission;
using DonatelloAI.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Api.Tests.Admission;

public sealed class AdmissionTests : IDisposable
{
    private readonly AdmissionInstruments _instruments = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _gate = new();

    public void Dispose() => _instruments.Dispose();

    [Fact]
    public async Task Request_BeyondTheBounds_IsToldToComeBackWhileTheOthersGoOn()
    {
        using var counts = new InstrumentCounts(AdmissionInstruments.MeterName, _instruments);
        using var admission = New(_ => _gate.Task, new AdmissionSettings { MaxConcurrentRequests = 1, QueueLength = 1 });
        var running = admission.InvokeAsync(new DefaultHttpContext());
        var waiting = admission.InvokeAsync(new DefaultHttpContext());

        var third = new DefaultHttpContext();
        await admission.InvokeAsync(third);

        Assert.Equal((503, "1"), Told(third));
        Assert.False(running.IsCompleted || waiting.IsCompleted);
        Assert.Equal((1, 1, 1), (counts["donatello.api.running"], counts["donatello.api.waiting"], counts["donatello.api.refusals QueueLength"]));
        _gate.SetResult();
        await Task.WhenAll(running, waiting);
        Assert.Equal((0, 0), (counts["donatello.api.running"], counts["donatello.api.waiting"]));
    }

    [Fact]
    public async Task Request_ThatWaitedTooLong_IsToldToComeBackAndNotServed()
    {
        var served = 0;
        using var counts = new InstrumentCounts(AdmissionInstruments.MeterName, _instruments);
        using var admission = New(
            _ =>
            {
                served++;
                return _gate.Task;
            },
            new AdmissionSettings { MaxConcurrentRequests = 1, QueueMilliseconds = 250 });
        var running = admission.InvokeAsync(new DefaultHttpContext());
        var late = new DefaultHttpContext();
        var waiting = admission.InvokeAsync(late);

        _time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting;

        Assert.Equal((503, "1"), Told(late));
        Assert.Equal((0, 1), (counts["donatello.api.waiting"], counts["donatello.api.refusals QueueTime"]));
        _gate.SetResult();
        await running;
        Assert.Equal(1, served);
    }

    [Fact]
    public async Task Request_WhoseCallerLeftTheQueue_IsNotServed()
    {
        using var admission = New(_ => _gate.Task, new AdmissionSettings { MaxConcurrentRequests = 1 });
        var running = admission.InvokeAsync(new DefaultHttpContext());
        using var leaving = new CancellationTokenSource();
        var waiting = admission.InvokeAsync(new DefaultHttpContext { RequestAborted = leaving.Token });

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _gate.SetResult();
        await running;
    }

    [Fact]
    public async Task Request_ThatIsNotCounted_PassesWhenTheBoundsAreReached()
    {
        using var admission = New(
            context => Unbounded.Is(context) ? Task.CompletedTask : _gate.Task,
            new AdmissionSettings { MaxConcurrentRequests = 1, QueueLength = 0, RequestsPerSecond = 1 });
        var running = admission.InvokeAsync(new DefaultHttpContext());

        for (var times = 0; times < 100; times++)
        {
            var health = new DefaultHttpContext();
            health.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new Unbounded()), "health"));
            await admission.InvokeAsync(health);
            Assert.Equal(200, health.Response.StatusCode);
        }

        _gate.SetResult();
        await running;
    }

    [Fact]
    public async Task Request_BeyondTheRate_IsRefusedWithoutBeingTriedAndServedAgainLater()
    {
        const int burst = 20;
        var served = 0;
        using var counts = new InstrumentCounts(AdmissionInstruments.MeterName, _instruments);
        using var admission = New(
            _ =>
            {
                served++;
                return Task.CompletedTask;
            },
            new AdmissionSettings { RequestsPerSecond = 1, Burst = burst });

        async Task<HttpContext> Ask()
        {
            var context = new DefaultHttpContext();
            await admission.InvokeAsync(context);
            return context;
        }

        HttpContext last;
        var asked = 0;
        do
        {
            last = await Ask();
            asked++;
        }
        while (last.Response.StatusCode == 200);

        Assert.Equal((503, "1"), Told(last));
        Assert.InRange(served, burst, asked - 1);
        Assert.Equal(1, counts["donatello.api.refusals Rate"]);
        await Eventually.True(async () => (await Ask()).Response.StatusCode == 200, TimeSpan.FromSeconds(60), "a request is served again");
    }

    private static (int Status, string RetryAfter) Told(HttpContext context) => (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString());

    private AdmissionMiddleware New(RequestDelegate next, AdmissionSettings settings) =>
        new(next, new ApiOptions { CursorKey = new byte[32], LinkKeys = [new byte[32]], Admission = settings }, _time, _instruments);
}
