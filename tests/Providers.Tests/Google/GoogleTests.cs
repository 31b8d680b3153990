using System.Text.Json.Nodes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Google;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.Google;

public sealed class GoogleTests
{
    [Fact]
    public void Body_OfGenerateContent_HasRatioSizeAndTheLimitOfTheCeiling() => Same(
        """
        {"contents":[{"role":"user","parts":[{"text":"A red fox\nStyle: oil"}]}],
         "generationConfig":{"responseModalities":["TEXT","IMAGE"],"seed":42,"maxOutputTokens":4096,"imageConfig":{"aspectRatio":"16:9","imageSize":"2K"}}}
        """,
        ContentRequest.Write(
            Vendors.Call("gemini-3-pro-image", new ImageSize(2752, 1536), """{"max_output_text_tokens":4096}""") with { Style = "oil", Seed = 42 }, new GoogleOptions()));

    [Theory]
    [InlineData(1024, 1024, "1K")]
    [InlineData(2048, 2048, "2K")]
    [InlineData(4096, 4096, "4K")]
    public void Body_Size_IsTheEdgeOfItsArea(int width, int height, string size) =>
        Assert.Equal(size, (string?)Image(new GoogleOptions(), width, height)["imageSize"]);

    [Fact]
    public void Body_WithoutImageSize_LeavesItOut() => Assert.False(Image(new GoogleOptions { SendImageSize = false }, 1024, 1024).ContainsKey("imageSize"));

    [Fact]
    public void Body_OfPredict_GivesTheWatermarkUpForASeed() => Same(
        """{"instances":[{"prompt":"A red fox"}],"parameters":{"sampleCount":1,"aspectRatio":"1:1","includeRaiReason":true,"seed":42,"addWatermark":false}}""",
        PredictRequest.Write(Vendors.Call("imagen-4") with { Seed = 42 }));

    [Theory]
    [InlineData(null, null, "https://generativelanguage.googleapis.com/v1beta/models/m:generateContent")]
    [InlineData("p-1", null, "https://aiplatform.googleapis.com/v1/projects/p-1/locations/global/publishers/google/models/m:generateContent")]
    [InlineData("p-1", "europe-west4", "https://europe-west4-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west4/publishers/google/models/m:generateContent")]
    public void Address_FollowsProjectAndLocation(string? project, string? location, string expected) =>
        Assert.Equal(expected, new GoogleOptions { Project = project, Location = location }.AddressOf("m", "generateContent").AbsoluteUri);

    [Theory]
    [InlineData(null, "europe-west4", null, "Location")]
    [InlineData("p/1", null, null, "Project")]
    [InlineData("p-1", "evil.example/", null, "Location")]
    [InlineData(null, null, "/keys/a.json", "ServiceAccountFile")]
    [InlineData("p-1", "europe-west4", "/keys/a.json", null)]
    public void Options_Wrong_AreNamed(string? project, string? location, string? file, string? problem)
    {
        var found = new GoogleOptions { Project = project, Location = location, ServiceAccountFile = file }.Problem("google");

        Assert.Equal(problem is null, found is null);
        if (problem is not null) Assert.StartsWith($"Providers:Google:google:{problem}", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OutputBlocked_TellsTheTokensThatWereCounted()
    {
        await using var vendor = await FakeGoogle.Start();
        vendor.Next(VendorFault.FilteredWith200);
        using var provider = new GoogleProvider("google", new GoogleOptions { BaseUrl = vendor.BaseUrl, ApiKey = "k", AllowPrivateAddresses = true }, TimeProvider.System);

        var refused = Assert.IsType<ProviderRefused>(await provider.Start(Vendors.Call("gemini-3-pro-image"), default));

        Assert.Equal(1120, refused.Usage?.ImageOutTokens);
        Assert.Equal("resp-1", refused.RequestId);
    }

    private static JsonObject Image(GoogleOptions options, int width, int height) => JsonNode.Parse(
        ContentRequest.Write(Vendors.Call("gemini-3-pro-image", new ImageSize(width, height)), options))!["generationConfig"]!["imageConfig"]!.AsObject();

    private static void Same(string expected, byte[] body) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(body)));
}
