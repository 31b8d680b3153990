using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.ComfyUi;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.ComfyUi;

public sealed class ComfyUiTests : IAsyncLifetime, IDisposable
{
    private FakeComfyUi _server = null!;
    private ComfyUiProvider _provider = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeComfyUi.Start();
        _provider = new ComfyUiProvider(
            "comfyui", new ComfyUiOptions { BaseUrl = _server.BaseUrl, AllowPrivateAddresses = true, WorkflowFolder = SampleWorkflow.Folder }, TimeProvider.System);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _provider.Dispose();

    [Fact]
    public async Task Start_Attempt_HasTheSameIdEachTimeAndTheNextAnother()
    {
        var call = Vendors.Call("workflow");

        var first = await Job(call);

        Assert.Equal(first, await Job(call));
        Assert.NotEqual(first, await Job(call with { AttemptNo = 2 }));
        Assert.Equal(Guid.Parse(first).ToString(), first);
    }

    [Fact]
    public async Task Cancel_JobThatRuns_IsTakenOutAndInterrupted()
    {
        var call = Vendors.Call("workflow");
        var id = await Job(call);

        Assert.True(await _provider.Cancel(call, new ProviderJob(id, TimeSpan.Zero), default));

        Assert.Equal(id, Assert.Single(_server.Deleted));
        Assert.Equal(id, Assert.Single(_server.Interrupted));
    }

    [Fact]
    public async Task Cancel_AnotherJobRuns_IsNotInterrupted()
    {
        var call = Vendors.Call("workflow");
        await Job(call);

        Assert.True(await _provider.Cancel(call, new ProviderJob("another", TimeSpan.Zero), default));

        Assert.Empty(_server.Interrupted);
    }

    [Fact]
    public void Missing_ModelWithoutAWorkflow_NamesTheFile() =>
        Assert.Contains("absent.json", _provider.Missing(Sample.Model(model: "absent")), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "WorkflowFolder is missing")]
    [InlineData("/no/such/folder", "WorkflowFolder names a folder")]
    public void Options_WrongFolder_IsNamed(string? folder, string problem) =>
        Assert.Contains(problem, new ComfyUiOptions { BaseUrl = "https://gpu.example", WorkflowFolder = folder }.Problem("comfyui"), StringComparison.Ordinal);

    private async Task<string> Job(ProviderCall call) => Assert.IsType<ProviderWorking>(await _provider.Start(call, default)).Job.Id;
}
