using DonatelloAI.Api.Admission;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Api.Tests.Admission;

public sealed class AdmissionTests
{
    [Fact]
    public async Task Request_BeyondTheBounds_IsToldToComeBackWhileTheOthersGoOn()
    {
        var gate = new TaskCompletionSource();
        using var admission = new AdmissionMiddleware(_ => gate.Task, new ApiOptions { CursorKey = new byte[32], LinkKeys = [new byte[32]], MaxConcurrentRequests = 1, QueueLength = 1 });
        var running = admission.InvokeAsync(new DefaultHttpContext());
        var waiting = admission.InvokeAsync(new DefaultHttpContext());

        var third = new DefaultHttpContext();
        await admission.InvokeAsync(third);

        Assert.Equal((503, "1"), (third.Response.StatusCode, third.Response.Headers.RetryAfter.ToString()));
        Assert.False(running.IsCompleted || waiting.IsCompleted);
        gate.SetResult();
        await Task.WhenAll(running, waiting);
    }

    [Fact]
    public async Task Request_ThatIsNotCounted_PassesWhenTheBoundsAreReached()
    {
        var gate = new TaskCompletionSource();
        using var admission = new AdmissionMiddleware(
            context => context.GetEndpoint() is null ? gate.Task : Task.CompletedTask,
            new ApiOptions { CursorKey = new byte[32], LinkKeys = [new byte[32]], MaxConcurrentRequests = 1, QueueLength = 0 });
        var running = admission.InvokeAsync(new DefaultHttpContext());

        var health = new DefaultHttpContext();
        health.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new Unbounded()), "health"));
        await admission.InvokeAsync(health);

        Assert.Equal(200, health.Response.StatusCode);
        gate.SetResult();
        await running;
    }
}
