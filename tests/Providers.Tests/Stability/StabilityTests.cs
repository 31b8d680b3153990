using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Stability;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.Stability;

public sealed class StabilityTests
{
    [Theory]
    [InlineData("stable-image-core", "core", "prompt=A red fox\nStyle: oil;negative_prompt=blur;aspect_ratio=16:9;seed=42;output_format=png")]
    [InlineData("stable-image-ultra", "ultra", "prompt=A red fox\nStyle: oil;negative_prompt=blur;aspect_ratio=16:9;seed=42;output_format=png")]
    [InlineData("sd3.5-large", "sd3", "prompt=A red fox\nStyle: oil;negative_prompt=blur;model=sd3.5-large;aspect_ratio=16:9;seed=42;output_format=png")]
    public void Form_OfAModel_HasItsEndpointAndFields(string model, string endpoint, string fields)
    {
        var request = StabilityRequest.Of(Vendors.Full(model, new ImageSize(1344, 768)));

        Assert.Equal(endpoint, request.Endpoint);
        Assert.Equal(fields, string.Join(';', request.Fields.Select(field => $"{field.Key}={field.Value}")));
    }

    [Fact]
    public void Form_StyleThatIsAPreset_HasAFieldOfItsOwn()
    {
        var request = StabilityRequest.Of(Vendors.Call("stable-image-core") with { Style = "anime" });

        Assert.Contains(KeyValuePair.Create("style_preset", "anime"), request.Fields);
        Assert.Contains(KeyValuePair.Create("prompt", "A red fox"), request.Fields);
    }

    [Theory]
    [InlineData(true, BilledState.Yes)]
    [InlineData(false, BilledState.No)]
    public async Task Start_FilteredImage_IsChargedAsTheOptionSays(bool isCharged, BilledState billed)
    {
        await using var vendor = await FakeStability.Start();
        vendor.Next(VendorFault.FilteredWith200);
        using var provider = new StabilityProvider(
            "stability", new StabilityOptions { BaseUrl = vendor.BaseUrl, ApiKey = "k", AllowPrivateAddresses = true, FilteredIsCharged = isCharged }, TimeProvider.System);

        Assert.Equal(billed, Assert.IsType<ProviderRefused>(await provider.Start(Vendors.Call("stable-image-core"), default)).Billed);
    }
}
