using System.Text.Json.Nodes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.OpenAiCompatible;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.OpenAiCompatible;

public sealed class RequestTests
{
    private static ProviderCall Full => Sample.Call("A \"red\" fox\n😀") with
    {
        Style = "oil", NegativePrompt = "blur", Seed = 4_294_967_295, EndUser = "u-1f3a",
    };

    [Fact]
    public void Body_OfOpenAi_HasItsFieldsAndNoOthers() => Same(
        """{"model":"gpt-image-2","prompt":"A \"red\" fox\n😀\nStyle: oil","n":1,"size":"1024x1024","quality":"low","output_format":"png","safety_identifier":"u-1f3a"}""",
        Full, new OpenAiCompatibleOptions().ParametersOf("openai"));

    [Fact]
    public void Body_OfOtherServers_HasTheirFields() => Same(
        """{"model":"gpt-image-2","prompt":"A \"red\" fox\n😀\nStyle: oil","n":1,"size":"1024x1024","quality":"low","response_format":"b64_json","seed":4294967295,"negative_prompt":"blur"}""",
        Full, new OpenAiCompatibleOptions().ParametersOf("house"));

    [Fact]
    public void Body_WhatTheCallLacks_IsLeftOut() => Same(
        """{"model":"gpt-image-2","prompt":"A red fox","n":1,"size":"1024x1024"}""",
        Sample.Call() with { Quality = null }, ["n", "size", "quality", "style", "seed", "negative_prompt", "user", "safety_identifier"]);

    [Fact]
    public void Body_StyleWithAField_StaysOutOfThePrompt() => Same(
        """{"model":"gpt-image-2","prompt":"A red fox","style":"vivid","user":"u"}""",
        Sample.Call() with { Style = "vivid", EndUser = "u" }, ["style", "user"]);

    [Fact]
    public void Body_Background_IsSentWhereTheCallHasOne() => Same(
        """{"model":"gpt-image-2","prompt":"A red fox","output_format":"png","background":"transparent"}""",
        Sample.Call() with { Background = "transparent" }, ["output_format"]);

    [Fact]
    public async Task Start_Headers_CarryKeyAndOrganisation()
    {
        await using var vendor = await FakeImageVendor.Start();
        vendor.Key = "sk-1";
        var options = new OpenAiCompatibleOptions { BaseUrl = vendor.BaseUrl + "/", ApiKey = "sk-1", Organization = "org-9", AllowPrivateAddresses = true };
        using var provider = new OpenAiCompatibleProvider("openai", options, TimeProvider.System);

        Assert.IsType<ProviderDone>(await provider.Start(Full, default));

        var headers = Assert.Single(vendor.Calls).Headers;
        Assert.Equal(("Bearer sk-1", "org-9"), (headers["Authorization"], headers["OpenAI-Organization"]));
        Assert.Equal("application/json", headers["Content-Type"]);
    }

    [Fact]
    public async Task Start_KeyFileChanged_SendsTheNewKey()
    {
        await using var vendor = await FakeImageVendor.Start();
        var file = Path.GetTempFileName();
        try
        {
            var options = new OpenAiCompatibleOptions { BaseUrl = vendor.BaseUrl, ApiKeyFile = file, AllowPrivateAddresses = true };
            using var provider = new OpenAiCompatibleProvider("house", options, TimeProvider.System);
            foreach (var key in new[] { "sk-old\n", "sk-new", "" })
            {
                await File.WriteAllTextAsync(file, key);
                await provider.Start(Sample.Call(model: Sample.Model(model: "any")), default);
            }

            Assert.Equal(["Bearer sk-old", "Bearer sk-new"], vendor.Calls.Select(call => call.Headers["Authorization"]));
        }
        finally
        {
            File.Delete(file);
        }

    }

    [Theory]
    [InlineData("house", null, false, null, "BaseUrl")]
    [InlineData("house", "not an address", false, null, "BaseUrl")]
    [InlineData("house", "http://gpu.example/v1", false, null, "https")]
    [InlineData("house", "https://user:pass@gpu.example/v1", false, null, "BaseUrl")]
    [InlineData("house", "https://gpu.example/v1?key=1", false, null, "BaseUrl")]
    [InlineData("house", "https://gpu.example/v1", false, "sk-secret\nX: y", "ApiKey")]
    [InlineData("house", "https://gpu.example/v1", false, "", "ApiKey")]
    [InlineData("house", "https://gpu.example/v1", false, "sk-1", null)]
    [InlineData("house", "http://gpu:8000/v1", true, null, null)]
    [InlineData("openai", null, false, "sk-1", null)]
    public void Options_Wrong_AreNamedWithoutTheirValues(string name, string? baseUrl, bool allowPrivate, string? key, string? problem)
    {
        var found = new OpenAiCompatibleOptions { BaseUrl = baseUrl, AllowPrivateAddresses = allowPrivate, ApiKey = key }.Problem(name);

        Assert.Equal(problem is null, found is null);
        if (problem is not null) Assert.Contains(problem, found, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", found ?? "", StringComparison.Ordinal);
    }

    private static void Same(string expected, ProviderCall call, IReadOnlyList<string> parameters) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(GenerationRequest.Write(call, parameters))));
}
