using System.Text;
using System.Text.Json.Nodes;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Providers;

public sealed class ModelCatalogueTests
{
    private const string Json = """
        {"as_of":"2026-11-22","indicative_aud_per_usd":1.55,"models":[{
          "provider_name":"acme","model_name":"brush","display_name":"Brush","is_active":false,
          "api_endpoint":"https://acme.example/v1",
          "cost_per_image_aud":0.062,"sla_percentage":99.5,"timeout_seconds":60,
          "capabilities":{"sizes":["1024x1024","512x512"],"default_size":"512x512","custom_sizes":null,"qualities":["low","high"],
            "default_quality":"low","output_formats":["png"],"max_images_per_call":1,"seed":true,"negative_prompt":false,
            "mask_edit":false,
            "max_input_images":0,"streaming":false,"max_partial_images":0,"call_kind":"resumable"},
          "available_from":null,"shutdown_at":"2026-12-01T00:00:00Z","replacement_model":null,
          "config":{"max_retries":2,"rate_limit_per_minute":60,"max_concurrency":4,"quota_pool":null,
            "max_output_text_tokens":null},
          "price":{"currency":"USD","valid_from":"2026-11-01T00:00:00Z","source":"Acme list, 2026-11","certainty":"official",
            "components":[{"unit":"image","key":"512x512/low","amount":0.04}]}}]}
        """;

    [Fact]
    public void Parse_SoundCatalogue_GivesModelAndFirstPriceVersion()
    {
        var model = Assert.Single(Parse(Json).Models);
        var price = model.ToPriceVersion();

        Assert.Equal("acme/brush", model.Id);
        Assert.Equal(CallKind.Resumable, model.Capabilities.CallKind);
        Assert.Equal(new ImageSize(512, 512), model.Capabilities.DefaultSize);
        Assert.Equal("acme/brush", price?.ModelId);
        Assert.Equal(1, price?.Version);
        Assert.Equal(0.04m, price?.Components[0].Amount);
    }

    [Theory]
    [InlineData("provider_name", "\"ACME\"")]
    [InlineData("model_name", "\"\"")]
    [InlineData("display_name", "\"\"")]
    [InlineData("api_endpoint", "\"\"")]
    [InlineData("cost_per_image_aud", "-1")]
    [InlineData("cost_per_image_aud", "0.0000001")]
    [InlineData("cost_per_image_aud", "\"dear\"")]
    [InlineData("sla_percentage", "100.1")]
    [InlineData("timeout_seconds", "0")]
    [InlineData("replacement_model", "\"acme/pencil\"")]
    [InlineData("replacement_model", "\"acme/brush\"")]
    [InlineData("config.max_retries", "11")]
    [InlineData("config.rate_limit_per_minute", "0")]
    [InlineData("config.max_concurrency", "0")]
    [InlineData("config.quota_pool", "\"\"")]
    [InlineData("config.max_output_text_tokens", "100")]
    [InlineData("capabilities.sizes", "[]")]
    [InlineData("capabilities.sizes", "[\"512x512\",\"512x512\"]")]
    [InlineData("capabilities.sizes", "[\"auto\"]")]
    [InlineData("capabilities.default_size", "\"256x256\"")]
    [InlineData("capabilities.qualities", "[\"low\",\"auto\"]")]
    [InlineData("capabilities.default_quality", "null")]
    [InlineData("capabilities.default_quality", "\"medium\"")]
    [InlineData("capabilities.output_formats", "[]")]
    [InlineData("capabilities.max_images_per_call", "11")]
    [InlineData("capabilities.max_input_images", "17")]
    [InlineData("capabilities.max_partial_images", "1")]
    [InlineData("capabilities.mask_edit", "true")]
    [InlineData("capabilities.quality_tier", "0")]
    [InlineData("capabilities.quality_tier", "6")]
    [InlineData("capabilities.prompt_languages", "[]")]
    [InlineData("capabilities.prompt_languages", "[\" \"]")]
    [InlineData("capabilities.call_kind", "\"lucky\"")]
    [InlineData("price.currency", "\"usd\"")]
    [InlineData("price.source", "\"\"")]
    [InlineData("price.certainty", "7")]
    [InlineData("price.components", "[]")]
    [InlineData("price.components", "[{\"unit\":\"image\",\"amount\":-1}]")]
    [InlineData("price.components", "[{\"unit\":\"image\",\"amount\":1},{\"unit\":\"image\",\"amount\":2}]")]
    [InlineData("price.components", "[{\"unit\":\"image\",\"key\":\"640x640/low\",\"amount\":1}]")]
    [InlineData("price.components", "[{\"unit\":\"image\",\"amount\":1,\"ceiling_quantity\":5}]")]
    [InlineData("price.components", "[{\"unit\":\"image\",\"amount\":1,\"max_pixels\":0}]")]
    [InlineData("price.components", "[{\"unit\":\"hour\",\"amount\":1}]")]
    public void Parse_FieldOutOfItsRule_NamesEntryAndField(string field, string value)
    {
        var message = Assert.Throws<ModelCatalogueException>(() => Parse(With(field, value))).Message;

        Assert.Contains(field.StartsWith("provider", StringComparison.Ordinal)
            ? "ACME/brush" : "acme/", message, StringComparison.Ordinal);
        Assert.Contains(field, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Capabilities_OfAnEarlierRow_CountAsUsualAndOpaqueAndReadEverything()
    {
        var can = Assert.Single(Parse(Json).Models).Capabilities;

        Assert.Equal((CatalogueCapabilities.UsualTier, false, true), (can.Tier, can.Transparency, can.Reads("de")));
    }

    [Fact]
    public void Capabilities_Written_AreReadAgain()
    {
        var json = """{"transparency":true,"prompt_languages":["en"],"quality_tier":4,""";
        var can = Assert.Single(Parse(Json.Replace("\"capabilities\":{", "\"capabilities\":" + json, StringComparison.Ordinal)).Models).Capabilities;

        var again = CatalogueCapabilities.FromJson(can.ToJson());
        Assert.Equal((4, true, false, true), (again.Tier, again.Transparency, again.Reads("de"), again.Reads("en")));
    }

    [Fact]
    public void Transparency_WithoutAFormatThatHasIt_IsRefused()
    {
        var opaque = With("capabilities.transparency", "true").Replace("[\"png\"]", "[\"jpeg\"]", StringComparison.Ordinal);

        Assert.Contains("capabilities.transparency", Assert.Throws<ModelCatalogueException>(() => Parse(opaque)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("colour", "1")]
    [InlineData("price.discount", "0.5")]
    public void Parse_UnknownField_IsRefusedAndNamed(string field, string value)
    {
        var message = Assert.Throws<ModelCatalogueException>(() => Parse(With(field, value))).Message;

        Assert.Contains("acme/brush", message, StringComparison.Ordinal);
        Assert.Contains(field.Split('.')[^1], message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MissingField_IsRefusedAndNamed()
    {
        var message = Assert.Throws<ModelCatalogueException>(() =>
            Parse(Json.Replace("\"timeout_seconds\":60,", "", StringComparison.Ordinal))).Message;

        Assert.Contains("acme/brush", message, StringComparison.Ordinal);
        Assert.Contains("timeout_seconds", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_RepeatedField_IsRefused() => Assert.Throws<ModelCatalogueException>(
        () => Parse(Json.Replace("\"seed\":true", "\"seed\":true,\"seed\":false", StringComparison.Ordinal)));

    [Fact]
    public void Parse_RepeatedModel_IsRefusedAndNamed()
    {
        var root = JsonNode.Parse(Json)!;
        root["models"]!.AsArray().Add(root["models"]![0]!.DeepClone());

        Assert.Contains("acme/brush", Assert.Throws<ModelCatalogueException>(() =>
            Parse(root.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"as_of\":\"2026-11-22\",\"indicative_aud_per_usd\":0,\"models\":[]}")]
    [InlineData("{\"as_of\":\"2026-11-22\",\"indicative_aud_per_usd\":1,\"models\":[null]}")]
    [InlineData("{\"as_of\":\"2026-11-22\",\"indicative_aud_per_usd\":1,\"models\":[3]}")]
    public void Parse_NoCatalogue_IsRefused(string json) => Assert.Throws<ModelCatalogueException>(() => Parse(json));

    private static ModelCatalogue Parse(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return ModelCatalogue.Parse(stream);
    }

    private static string With(string field, string value)
    {
        var root = JsonNode.Parse(Json)!;
        var path = field.Split('.');
        path[..^1].Aggregate(root["models"]![0]!, (node, name) => node[name]!)[path[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
