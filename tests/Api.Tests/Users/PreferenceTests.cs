using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Tests.Users;

[Collection(InstallationCollection.Name)]
public sealed class PreferenceTests(Installation installation)
{
    private const string Path = "/v1/me/preferences/gallery.columns";

    [Fact]
    public async Task Preference_SetReadListedAndRemoved_IsThePersonsOwn()
    {
        var (mine, theirs) = (await Somebody(), await Somebody());

        var set = await mine.Put(Path, """{"wide":4,"narrow":[1,null,"é"]}""");
        Assert.True(set.Code == 200, set.Body);
        Assert.Equal(("gallery.columns", """{"wide":4,"narrow":[1,null,"é"]}"""), (set.Text("key"), set.Json.GetProperty("value").GetRawText()));
        var read = await mine.Get(Path);
        Assert.Equal((set.Body, set.Headers["ETag"]), (read.Body, read.Headers["ETag"]));
        Assert.Equal("gallery.columns", Assert.Single((await mine.Get("/v1/me/preferences")).Json.GetProperty("data").EnumerateArray()).GetProperty("key").GetString());
        Assert.Equal(404, (await theirs.Get(Path)).Code);
        Assert.Equal(204, (await mine.Delete(Path)).Code);
        Assert.Equal((404, 404), ((await mine.Get(Path)).Code, (await mine.Delete(Path)).Code));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0.5")]
    [InlineData("\"dark\"")]
    [InlineData("[]")]
    public async Task Preference_OfAnyJson_IsTaken(string value)
    {
        var answer = await (await Somebody()).Put(Path, value);

        Assert.Equal((200, value), (answer.Code, answer.Json.GetProperty("value").GetRawText()));
    }

    [Fact]
    public async Task Preference_ThatHasChangedSince_IsLeftAsItIs()
    {
        var mine = await Somebody();
        var first = (await mine.Put(Path, "1")).Headers["ETag"];
        await mine.Put(Path, "2");

        Assert.Equal((412, "precondition_failed"), Outcome(await mine.Put(Path, "3", ("If-Match", first))));
        Assert.Equal((412, "precondition_failed"), Outcome(await mine.Delete(Path, ("If-Match", first))));
        var now = await mine.Get(Path);
        Assert.Equal("2", now.Json.GetProperty("value").GetRawText());
        Assert.Equal(now.Headers["ETag"], (await mine.Put(Path, "2.0e0")).Headers["ETag"]);
        Assert.Equal(200, (await mine.Put(Path, "3", ("If-Match", now.Headers["ETag"]))).Code);
    }

    [Theory]
    [InlineData("Upper", "1", 400, "key:invalid_field")]
    [InlineData("a b", "1", 400, "key:invalid_field")]
    [InlineData("theme", "{", 400, "")]
    [InlineData("theme", "\"\\u0000\"", 400, "")]
    public async Task Preference_ThatIsWrong_IsRefused(string key, string value, int code, string errors)
    {
        var mine = await Somebody();

        var answer = await mine.Put($"/v1/me/preferences/{Uri.EscapeDataString(key)}", value);

        Assert.Equal(code, answer.Code);
        Assert.Contains(errors, answer.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await mine.Get("/v1/me/preferences")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Preferences_AtTheirBounds_AreTakenAndRefusedAboveThem()
    {
        var mine = await Somebody();
        var largest = $"\"{new string('v', SetPreference.MaxValueBytes - 2)}\"";

        Assert.Equal(200, (await mine.Put($"/v1/me/preferences/{new string('k', SetPreference.MaxKeyLength)}", largest)).Code);
        Assert.Equal((400, "invalid_field"), Outcome(await mine.Put($"/v1/me/preferences/{new string('k', SetPreference.MaxKeyLength + 1)}", "1")));
        Assert.Equal((413, "body_too_large"), Outcome(await mine.Put(Path, largest + " ")));
        for (var number = 2; number <= SetPreference.MaxPreferences; number++)
        {
            Assert.Equal(200, (await mine.Put($"/v1/me/preferences/p{number}", "1")).Code);
        }

        Assert.Equal("key:invalid_field", (await mine.Put("/v1/me/preferences/more", "1")).Errors);
        Assert.Equal(200, (await mine.Put("/v1/me/preferences/p2", "2")).Code);
    }

    private static (int, string?) Outcome(Answer answer) => (answer.Code, answer.Problem);

    private async Task<Client> Somebody() => installation.With(
        (await installation.AddPerson($"Prefers{Guid.CreateVersion7()}", installation.Acme, UserRole.StandardUser, installation.Acme.DepartmentId)).SecretText);
}
