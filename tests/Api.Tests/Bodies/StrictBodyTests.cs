using System.Net.Http.Headers;
using System.Text;

namespace DonatelloAI.Api.Tests.Bodies;

/// <summary>Whatever is wrong with a body is told with the field's name, and nothing that was sent is ignored.</summary>
[Collection(InstallationCollection.Name)]
public sealed class StrictBodyTests(Installation installation)
{
    [Theory]
    [InlineData("""{"name":"a","colour":"red"}""", "colour:unknown_field")]
    [InlineData("""{"Name":"a"}""", "Name:unknown_field name:required")]
    [InlineData("{}", "name:required")]
    [InlineData("""{"name":null}""", "name:wrong_type")]
    [InlineData("""{"name":5}""", "name:wrong_type")]
    [InlineData("""{"name":["a"]}""", "name:wrong_type")]
    [InlineData("""{"name":"a","name":"b"}""", "name:duplicate_field")]
    [InlineData("""{"name":"a","n\u0061me":"b"}""", "name:duplicate_field")]
    [InlineData("""{"name":"a\u0000b"}""", "name:invalid_text")]
    [InlineData("""{"name":"a\ud800b"}""", "name:invalid_text")]
    [InlineData("""{"name":"a","x\ud800":1}""", ":invalid_text")]
    [InlineData("""{"name":"a","scopes":"read"}""", "scopes:wrong_type")]
    [InlineData("""{"name":"a","scopes":["read","fly"]}""", "scopes[1]:wrong_type")]
    [InlineData("""{"name":"a","scopes":[1]}""", "scopes[0]:wrong_type")]
    [InlineData("""{"name":"a","spend_limit_aud":5}""", "spend_limit_aud:wrong_type")]
    [InlineData("""{"name":"a","spend_limit_aud":"5.0000001"}""", "spend_limit_aud:wrong_type")]
    [InlineData("""{"name":"a","spend_limit_aud":"1e3"}""", "spend_limit_aud:wrong_type")]
    [InlineData("""{"name":"a","spend_limit_aud":"-1"}""", "spend_limit_aud:invalid_field")]
    [InlineData("""{"name":"a","expires_at":"tomorrow"}""", "expires_at:wrong_type")]
    [InlineData("""{"name":"a","expires_at":"2036-01-01T00:00:00"}""", "expires_at:wrong_type")]
    [InlineData("""{"name":"a","expires_at":"2006-01-01T00:00:00Z"}""", "expires_at:invalid_field")]
    [InlineData("""{"name":"a","rate_limit_per_minute":1.5}""", "rate_limit_per_minute:wrong_type")]
    [InlineData("""{"name":"a","rate_limit_per_minute":"5"}""", "rate_limit_per_minute:wrong_type")]
    [InlineData("""{"name":"a","rate_limit_per_minute":99999999999}""", "rate_limit_per_minute:wrong_type")]
    [InlineData("""{"name":"a","rate_limit_per_minute":0}""", "rate_limit_per_minute:invalid_field")]
    [InlineData("""{"name":" "}""", "name:invalid_field")]
    [InlineData("""{"name":7,"scopes":8,"more":9}""", "name:wrong_type scopes:wrong_type more:unknown_field")]
    [InlineData("[]", ":wrong_type")]
    [InlineData("null", ":wrong_type")]
    [InlineData("\"text\"", ":wrong_type")]
    public async Task Body_ThatIsNotAsItShouldBe_NamesEveryFieldAtFault(string json, string errors)
    {
        var answer = await installation.As("PowerUser").Post("/v1/api-keys", json);

        Assert.Equal((400, errors), (answer.Code, answer.Errors));
        Assert.All(answer.Json.GetProperty("errors").EnumerateArray(), error => Assert.EndsWith(".", error.GetProperty("message").GetString(), StringComparison.Ordinal));
        Assert.NotEqual("", answer.Text("trace_id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"name\":\"a\",}")]
    [InlineData("{'name':'a'}")]
    [InlineData("{\"name\":\"a\"} {}")]
    [InlineData("{\"name\":\"a\" /* why */}")]
    public async Task Body_ThatIsNoJson_SaysWhereItBreaks(string json)
    {
        var answer = await installation.As("PowerUser").Post("/v1/api-keys", json);

        Assert.Equal((400, "invalid_json"), (answer.Code, answer.Problem));
        Assert.Contains("line 1", answer.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_DeeperThanTheBound_IsRefused()
    {
        var deep = $$"""{"name":{{new string('[', 40)}}{{new string(']', 40)}}}""";

        Assert.Equal("invalid_json", (await installation.As("PowerUser").Post("/v1/api-keys", deep)).Problem);
    }

    [Fact]
    public async Task Body_ThatIsNoUtf8_IsRefused()
    {
        using var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var answer = await installation.As("PowerUser").Send(HttpMethod.Post, "/v1/api-keys", content, []);

        Assert.Equal((400, "name:invalid_text"), (answer.Code, answer.Errors));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    public async Task Body_OfAnotherType_IsRefused(string type)
    {
        using var content = new StringContent("""{"name":"a"}""", Encoding.UTF8, type);

        var answer = await installation.As("PowerUser").Send(HttpMethod.Post, "/v1/api-keys", content, []);

        Assert.Equal((415, "unsupported_media_type"), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task Body_ThatIsMissing_IsRefused() =>
        Assert.Equal((415, "unsupported_media_type"), await Missing());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OverItsLimit_IsRefused(bool saysItsLength)
    {
        using var content = new StringContent($$"""{"name":"{{new string('a', 1_100_000)}}"}""", Encoding.UTF8, "application/json");
        using HttpContent sent = saysItsLength ? content : new Chunked(content);

        var answer = await installation.As("PowerUser").Send(HttpMethod.Post, "/v1/api-keys", sent, []);

        Assert.Equal((413, "body_too_large"), (answer.Code, answer.Problem));
    }

    private async Task<(int, string?)> Missing()
    {
        var answer = await installation.As("PowerUser").Post("/v1/api-keys");
        return (answer.Code, answer.Problem);
    }

    /// <summary>A body that does not say how long it is.</summary>
    private sealed class Chunked : HttpContent
    {
        private readonly HttpContent _inner;

        public Chunked(HttpContent inner)
        {
            _inner = inner;
            Headers.ContentType = inner.Headers.ContentType;
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => _inner.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
