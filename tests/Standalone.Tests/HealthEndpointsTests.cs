using System.Net;
using System.Reflection;
using DonatelloAI.Api;
using DonatelloAI.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;

namespace DonatelloAI.Standalone.Tests;

public sealed class HealthEndpointsTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();

    private readonly WebApplication _app = Build();

    private IReadiness Readiness => _app.Services.GetRequiredService<IReadiness>();

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Ready_ThroughTheLifeOfAProcess_SaysWhereItStands()
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"starting"}"""), await Get("/health/ready"));

        Readiness.MarkReady();
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await Get("/health/ready"));

        Readiness.MarkStopping();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"stopping"}"""), await Get("/health/ready"));

        Readiness.MarkReady();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get("/health/ready")).Status);
    }

    [Fact]
    public async Task Live_BeforeReady_Answers() =>
        Assert.Equal((HttpStatusCode.OK, """{"status":"live"}"""), await Get("/health/live"));

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDonatelloApi(new ApiOptions { CursorKey = new byte[32], LinkKeys = [new byte[32]] });
        builder.Services.AddSingleton(DispatchProxy.Create<IGrainFactory, NoGrains>());
        var app = builder.Build();
        app.MapDonatelloApi();
        return app;
    }

    private async Task<(HttpStatusCode Status, string Body)> Get(string path)
    {
        using var answer = await Http.GetAsync(new Uri(new Uri(_app.Urls.Single()), path));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Whether a process lives and takes requests depends on no grain.</summary>
    public class NoGrains : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("A grain was asked.");
    }
}
