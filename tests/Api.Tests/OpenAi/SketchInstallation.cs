using DonatelloAI.Api.Tests.Safety;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Api.Tests.OpenAi;

/// <summary>An installation with a model that shows partial images, and with a checker that images are shown to where an organisation says so.</summary>
public sealed class SketchInstallation : CheckedInstallation
{
    /// <summary>A model of a ComfyUI server.</summary>
    public const string Workflow = "atelier/workflow";

    private readonly DirectoryInfo _workflows = Directory.CreateTempSubdirectory("donatello-workflows-");

    /// <summary>That server.</summary>
    public FakeComfyUi Atelier { get; private set; } = null!;

    /// <summary>The model: 0.05 AUD an image at most, and 0.0001 AUD a token, of which a partial image has 100.</summary>
    public const string Model = "studio/sketch";

    private protected override IReadOnlyList<string> Settings =>
    [
        .. base.Settings, "--Providers:ComfyUi:atelier:BaseUrl", Atelier.BaseUrl, "--Providers:ComfyUi:atelier:AllowPrivateAddresses", "true",
        "--Providers:ComfyUi:atelier:WorkflowFolder", _workflows.FullName,
    ];

    public override async Task InitializeAsync()
    {
        Atelier = await FakeComfyUi.Start();
        await File.WriteAllTextAsync(
            Path.Combine(_workflows.FullName, "workflow.json"), """{"6":{"class_type":"CLIPTextEncode","inputs":{"text":"{{prompt}}"}},"3":{"class_type":"KSampler","inputs":{}},"9":{"class_type":"SaveImage","inputs":{}}}""");
        await base.InitializeAsync();
        await using (var context = await Contexts.CreateDbContextAsync())
        {
            context.AddRange(new VendorModel("studio", "sketch") { PartialImages = 3, PriceAud = 0.05m }.Rows());
            context.AddRange(new VendorModel("atelier", "workflow").Rows());
            await context.SaveChangesAsync();
        }

        var models = Grains.GetGrain<IModelReadGrain>(0);
        await Eventually.True(
            async () => (await models.List()).Count(model => model is { Id: Model or Workflow, Availability: ModelAvailability.Available }) == 2,
            TimeSpan.FromMinutes(3),
            "the models are on offer");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Atelier.DisposeAsync();
        _workflows.Delete(recursive: true);
    }
}
