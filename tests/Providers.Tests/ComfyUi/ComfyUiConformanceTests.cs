using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.ComfyUi;
using DonatelloAI.Providers.Tests.Conformance;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.ComfyUi;

/// <summary>A ComfyUI server of one's own.</summary>
public sealed class ComfyUiConformanceTests : JobConformance<FakeComfyUi>
{
    protected override string Model => "workflow";

    protected override CallKind Kind => CallKind.Repeatable;

    protected override long? Seed => BitConverter.ToUInt32(Call.GenerationId.ToByteArray(), 12);

    protected override (ProviderError Error, BilledState Billed) Lost => (ProviderError.ServerError, BilledState.No);

    protected override Task<FakeComfyUi> StartVendor() => FakeComfyUi.Start();

    protected override IImageProvider Adapter(string baseUrl, bool allowPrivate) => new ComfyUiProvider(
        "comfyui", new ComfyUiOptions { BaseUrl = baseUrl, ApiKey = Secret, AllowPrivateAddresses = allowPrivate, WorkflowFolder = SampleWorkflow.Folder }, Time);
}
