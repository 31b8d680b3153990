using System.ClientModel;
using System.Diagnostics;
using System.Text.Json;
using DonatelloAI.Api.Tests.Generations;
using OpenAI;
using OpenAI.Images;

namespace DonatelloAI.Api.Tests.OpenAi;

/// <summary>OpenAI's own clients, unmodified but for base address and key.</summary>
[Collection(InstallationCollection.Name)]
public sealed class OfficialClientTests(Installation installation) : GenerationTest(installation)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private string _key = "";

    private Uri BaseAddress => new(Installation.Address, "/openai/v1");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _key = (await Installation.AddPerson($"Client{Guid.CreateVersion7()}", Place, Contracts.Users.UserRole.StandardUser, Place.DepartmentId)).SecretText;
    }

    [Fact]
    public async Task DotNetClient_MakesImagesAndReadsModels()
    {
        var client = new OpenAIClient(new ApiKeyCredential(_key), new OpenAIClientOptions { Endpoint = BaseAddress });
        var images = client.GetImageClient("local/canvas");

        GeneratedImage one = await images.GenerateImageAsync("a red circle", new ImageGenerationOptions { Size = GeneratedImageSize.W256xH256 });
        Assert.Equal((byte)'P', one.ImageBytes.ToArray()[1]);
        var two = (await images.GenerateImagesAsync("a red circle", 2, new ImageGenerationOptions { ResponseFormat = GeneratedImageFormat.Uri })).Value;
        Assert.Equal(2, two.Count(image => image.ImageUri is not null));
        var models = (await client.GetOpenAIModelClient().GetModelsAsync()).Value;
        Assert.Contains(models, model => model.Id == "local/canvas");
        Assert.Equal("local", (await client.GetOpenAIModelClient().GetModelAsync("local/canvas")).Value.OwnedBy);
        Assert.Equal(("0.150000", "0.000000"), await Money());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DotNetClient_OfAProviderThatCounts_ReadsUsageAndMoment(bool asLinks)
    {
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var images = new ImageClient("studio/paint", new ApiKeyCredential(_key), new OpenAIClientOptions { Endpoint = BaseAddress });
        var options = new ImageGenerationOptions { ResponseFormat = asLinks ? GeneratedImageFormat.Uri : GeneratedImageFormat.Bytes };

        var made = (await images.GenerateImagesAsync("a red circle", 2, options)).Value;

        Assert.InRange(made.CreatedAt, before, TimeProvider.System.GetUtcNow());
        Assert.Equal((24, 544, 568), (made.Usage.InputTokenCount, made.Usage.OutputTokenCount, made.Usage.TotalTokenCount));
        Assert.Equal((24, 0), (made.Usage.InputTokenDetails.TextTokenCount, made.Usage.InputTokenDetails.ImageTokenCount));
    }

    [Fact]
    public async Task DotNetClient_OfAProviderThatCountsNothing_ReadsNoUsage()
    {
        var images = new ImageClient("local/canvas", new ApiKeyCredential(_key), new OpenAIClientOptions { Endpoint = BaseAddress });

        var made = (await images.GenerateImagesAsync("a red circle", 1, new ImageGenerationOptions { Size = GeneratedImageSize.W256xH256 })).Value;

        Assert.Null(made.Usage);
    }

    [Fact]
    public async Task DotNetClient_AboveTheBudget_IsToldSo()
    {
        await SetBudget("0.04");
        var images = new ImageClient("local/canvas", new ApiKeyCredential(_key), new OpenAIClientOptions { Endpoint = BaseAddress });

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => images.GenerateImageAsync("a red circle"));

        Assert.Equal(402, refused.Status);
        Assert.Contains("insufficient_budget", refused.Message, StringComparison.Ordinal);
        await AssertNothingHappened();
    }

    [Fact]
    public async Task NodeClient_MakesImagesAndReadsModels()
    {
        var said = await Node("images.mjs", $"{BaseAddress}", _key);

        Assert.Equal(("PNG", "64x64", Price), (said.Text("signature"), said.Text("size"), said.Text("cost")));
        Assert.True(said.GetProperty("generation").TryGetGuid(out _));
        Assert.NotEqual("", said.Text("request"));
        Assert.All(said.GetProperty("linked").EnumerateArray(), bytes => Assert.True(bytes.GetInt32() > 0));
        Assert.Equal("image_generation.completed", Assert.Single(said.GetProperty("events").EnumerateArray()).Text("type"));
        Assert.Contains("local/canvas", said.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        Assert.Equal("local/canvas", said.Text("retrieved"));
        Assert.Equal("""{"name":"NotFoundError","status":404,"code":"model_not_found","param":"model"}""", said.GetProperty("failure").GetRawText());
        Assert.Equal("""{"name":"AuthenticationError","status":401}""", said.GetProperty("stranger").GetRawText());
        Assert.Equal(("0.200000", "0.000000"), await Money());
    }

    /// <summary>What a script of the Node.js client prints.</summary>
    internal static async Task<JsonElement> Node(params string[] arguments)
    {
        var folder = Path.Combine(Root(), "tests", "NodeClient");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), $"Run ./test, or npm ci in {folder}: the client is not installed.");
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(Patience);
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(patience.Token), node.StandardError.ReadToEndAsync(patience.Token));
        await node.WaitForExitAsync(patience.Token);
        Assert.True(node.ExitCode == 0, await errors);
        return JsonElement.Parse(await output);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DonatelloAI.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
