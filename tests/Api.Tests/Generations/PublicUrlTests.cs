namespace DonatelloAI.Api.Tests.Generations;

/// <summary>Links behind a proxy begin with the address that callers know.</summary>
public sealed class PublicUrlTests
{
    private const string Order = """{"prompt":"a red circle","model":"local/canvas","size":"64x64"}""";

    [Theory]
    [InlineData("https://images.example")]
    [InlineData("https://images.example:8443/pictures/")]
    public async Task Links_WithAPublicUrl_BeginWithItAndStillOpen(string publicUrl)
    {
        await using var server = await OwnServer.Start("--Api:PublicUrl", publicUrl);

        var made = await server.Admin.Post("/v1/generations", Order, ("Prefer", "wait=60"), ("X-Forwarded-Host", "evil.example"));

        var start = $"{publicUrl.TrimEnd('/')}/v1/images/";
        foreach (var name in new[] { "image_url", "thumbnail_url" })
        {
            Assert.StartsWith(start, made.Text(name), StringComparison.Ordinal);
            Assert.Equal(200, (await new Client(server.Address, null).Get($"/v1/images/{made.Text(name)[start.Length..]}")).Code);
        }

        var linked = await server.Admin.Post("/openai/v1/images/generations", Order[..^1] + ",\"response_format\":\"url\"}");
        Assert.StartsWith(start, linked.Json.GetProperty("data")[0].Text("url"), StringComparison.Ordinal);
    }
}
