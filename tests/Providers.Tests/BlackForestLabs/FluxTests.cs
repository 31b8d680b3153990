using System.Text.Json.Nodes;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.BlackForestLabs;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.BlackForestLabs;

public sealed class FluxTests
{
    [Theory]
    [InlineData("flux-2-pro", """{"prompt":"A red fox\nStyle: oil","width":1344,"height":768,"seed":42,"safety_tolerance":1,"output_format":"png"}""")]
    [InlineData("flux-kontext-max", """{"prompt":"A red fox\nStyle: oil","aspect_ratio":"16:9","seed":42,"safety_tolerance":1,"output_format":"png"}""")]
    [InlineData("flux-pro-1.1-ultra", """{"prompt":"A red fox\nStyle: oil","aspect_ratio":"16:9","seed":42,"safety_tolerance":1,"output_format":"png"}""")]
    [InlineData("flux-3-image", """{"prompt":"A red fox\nStyle: oil","aspect_ratio":"16:9","resolution":"1k","grounding":false,"seed":42,"safety_tolerance":1,"output_format":"png"}""")]
    public void Body_OfAModel_HasTheFieldsOfItsFamily(string model, string expected) => Assert.True(JsonNode.DeepEquals(
        JsonNode.Parse(expected),
        JsonNode.Parse(FluxRequest.Write(Vendors.Full(model, new ImageSize(1344, 768)), new BlackForestLabsOptions { SafetyTolerance = 1 }))));

    [Theory]
    [InlineData("https://api.bfl.ai/v1/get_result?id=1", true)]
    [InlineData("https://api.eu1.bfl.ai/v1/get_result?id=1", true)]
    [InlineData("https://api.bfl.ai.evil.example/v1/get_result?id=1", false)]
    [InlineData("https://evilbfl.ai/v1/get_result?id=1", false)]
    [InlineData("https://api.bfl.ai:8443/v1/get_result?id=1", false)]
    [InlineData("https://user@api.bfl.ai/v1/get_result?id=1", false)]
    [InlineData("http://api.bfl.ai/v1/get_result?id=1", false)]
    public void PollingAddress_OfTheVendorOnly_MayHaveTheKey(string address, bool expected) =>
        Assert.Equal(expected, new BlackForestLabsOptions().MayPoll(new Uri(address)));

    [Fact]
    public async Task Start_ForeignPollingAddress_IsRefusedAndNeverAsked()
    {
        await using var vendor = await FakeFlux.Start();
        await using var stranger = await FakeFlux.Start();
        vendor.PollingAddress = stranger.BaseUrl.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        using var provider = Provider(vendor);

        var refused = Assert.IsType<ProviderRefused>(await provider.Start(Vendors.Call("flux-2-pro"), default));

        Assert.Equal((ProviderError.InvalidAnswer, BilledState.Unknown), (refused.Error, refused.Billed));
        Assert.Empty(stranger.Strays);
    }

    [Fact]
    public async Task Poll_StoredJobOfAForeignHost_IsNotAsked()
    {
        await using var vendor = await FakeFlux.Start();
        using var provider = Provider(vendor);
        var job = new ProviderJob("1", TimeSpan.Zero, """{"polling_url":"http://localhost:1/v1/get_result?id=1","cost":null}""");

        var refused = Assert.IsType<ProviderRefused>(await provider.Poll(Vendors.Call("flux-2-pro"), job, default));

        Assert.Equal((ProviderError.InvalidRequest, BilledState.Unknown), (refused.Error, refused.Billed));
        Assert.Empty(vendor.Questions);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"cost":3}""")]
    public async Task Poll_StoredStateThatCannotBeRead_LeavesTheBillOpen(string? state)
    {
        await using var vendor = await FakeFlux.Start();
        using var provider = Provider(vendor);

        var refused = Assert.IsType<ProviderRefused>(await provider.Poll(Vendors.Call("flux-2-pro"), new ProviderJob("1", TimeSpan.Zero, state), default));

        Assert.Equal(BilledState.Unknown, refused.Billed);
    }

    [Fact]
    public async Task Poll_JobAndDelivery_HaveTheKeyAndHaveNot()
    {
        await using var vendor = await FakeFlux.Start();
        using var provider = Provider(vendor);
        var call = Vendors.Call("flux-2-pro");
        var answer = await provider.Start(call, default);
        while (answer is ProviderWorking working) answer = await provider.Poll(call, working.Job, default);

        Assert.IsType<ProviderDone>(answer);
        Assert.All(vendor.Questions, static headers => Assert.Equal("key-1", headers["x-key"]));
        Assert.DoesNotContain(Assert.Single(vendor.Deliveries), static header => header.Value.Contains("key-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(7, null, "SafetyTolerance")]
    [InlineData(-1, null, "SafetyTolerance")]
    [InlineData(null, "https://bfl.ai", "PollHosts")]
    [InlineData(2, "bfl.ai", null)]
    public void Options_Wrong_AreNamed(int? tolerance, string? host, string? problem)
    {
        var found = new BlackForestLabsOptions { SafetyTolerance = tolerance, PollHosts = host is null ? null : [host] }.Problem("bfl");

        Assert.Equal(problem is null, found is null);
        if (problem is not null) Assert.Contains($"Providers:BlackForestLabs:bfl:{problem}", found, StringComparison.Ordinal);
    }

    private static BlackForestLabsProvider Provider(FakeFlux vendor) => new(
        "bfl",
        new BlackForestLabsOptions { BaseUrl = vendor.BaseUrl, ApiKey = "key-1", AllowPrivateAddresses = true, PollHosts = [FakeFlux.PollHost] },
        TimeProvider.System);
}
