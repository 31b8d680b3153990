using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Api.Tests.Generations;

namespace DonatelloAI.Api.Tests.Provenance;

/// <summary>Where images come from, in their bytes and in answers.</summary>
[Collection(InstallationCollection.Name)]
public sealed class ProvenanceTests(Installation installation) : GenerationTest(installation)
{
    private const string Vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public async Task Image_OfThePainter_SaysThatAnAlgorithmMadeItAndNotForWhom(string format)
    {
        var made = await Made(Order($"\"output_format\":\"{format}\""));

        var bytes = (await Artist.Get($"/v1/generations/{made.Text("id")}/image")).Bytes;
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Contains($"{Vocabulary}algorithmicMedia<", text, StringComparison.Ordinal);
        Assert.Contains($"urn:uuid:{made.Text("id")}<", text, StringComparison.Ordinal);
        Assert.DoesNotContain("red circle", text, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Text("user_id"), text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Place.OrganizationId}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_AboutAnImage_SayWhereItComesFromAndTheHashOfItsBytes()
    {
        var made = await Made(Studio("a heron"));
        var id = made.Text("id");

        var hash = Convert.ToHexStringLower(SHA256.HashData((await Artist.Get($"/v1/generations/{id}/image")).Bytes));
        var expected = $$"""{"digital_source_type":"{{Vocabulary}}trainedAlgorithmicMedia","has_xmp":true,"has_manifest":false,"sha256":"{{hash}}"}""";
        Assert.Equal(expected, made.GetProperty("provenance").GetRawText());
        Assert.Equal(expected, (await Artist.Get($"/v1/generations/{id}")).Json.GetProperty("provenance").GetRawText());
        Assert.Equal(expected, (await Artist.Get($"/v1/generations/{id}/metadata")).Json.GetProperty("provenance").GetRawText());
    }

    [Fact]
    public async Task Image_ThatBringsAManifest_IsKeptToTheLastByte()
    {
        byte[] manifest = [0xFF, 0xEB, 0, 28, (byte)'J', (byte)'P', 0, 1, 0, 0, 0, 1, .. "\0\0\0\x12jumb....c2pa"u8, 0, 0];
        Installation.Vendor.Picture = [.. Installation.Vendor.Picture[..2], .. manifest, .. Installation.Vendor.Picture[2..]];

        var made = await Made(Studio("a heron"));

        Assert.True(made.GetProperty("provenance") is var said && said.GetProperty("has_manifest").GetBoolean() && !said.GetProperty("has_xmp").GetBoolean());
        Assert.Equal(Installation.Vendor.Picture, (await Artist.Get($"/v1/generations/{made.Text("id")}/image")).Bytes);
    }

    [Fact]
    public async Task Generation_WithoutAnImage_SaysNothingOfOne()
    {
        var failed = await Made(Studio("[fault:moderation_blocked] a heron"));

        Assert.Equal(("failed", false), (failed.Text("status"), failed.TryGetProperty("provenance", out _)));
    }
}
