using DonatelloAI.Api.Paging;

namespace DonatelloAI.Api.Tests.Paging;

[Collection(InstallationCollection.Name)]
public sealed class CursorTests(Installation installation)
{
    private static readonly CursorSigner Signer = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private static readonly Guid Organization = Guid.CreateVersion7();

    [Fact]
    public void Cursor_ForItsListAndOrganisation_LeadsBackToItsPosition()
    {
        var cursor = Signer.Write<long?>(7, Organization, "entries");

        Assert.True(Signer.TryRead<long?>(cursor, Organization, "entries", out var position));
        Assert.Equal(7, position);
    }

    [Fact]
    public void Cursor_OfAnotherListOrganisationOrKey_IsRefused()
    {
        var cursor = Signer.Write<long?>(7, Organization, "entries");

        Assert.False(Signer.TryRead<long?>(cursor, Organization, "holds", out _));
        Assert.False(Signer.TryRead<long?>(cursor, Guid.CreateVersion7(), "entries", out _));
        Assert.False(new CursorSigner(new byte[32]).TryRead<long?>(cursor, Organization, "entries", out _));
    }

    [Fact]
    public void Cursor_WithAnyCharacterChanged_IsRefused()
    {
        var cursor = Signer.Write<long?>(7_000_000, Organization, "entries");
        for (var i = 0; i < cursor.Length - 1; i++)
        {
            var changed = cursor.Remove(i, 1).Insert(i, cursor[i] == 'A' ? "B" : "A");
            Assert.False(Signer.TryRead<long?>(changed, Organization, "entries", out _), changed);
        }
    }

    [Theory]
    [InlineData("cursor=x", "invalid_cursor")]
    [InlineData("cursor=%00", "invalid_cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "invalid_cursor")]
    [InlineData("limit=0", "invalid_limit")]
    [InlineData("limit=201", "invalid_limit")]
    [InlineData("limit=-1", "invalid_limit")]
    [InlineData("limit=ten", "invalid_limit")]
    public async Task List_AskedForAWrongPage_NamesTheParameter(string query, string code)
    {
        var answer = await installation.As("PowerUser").Get($"/v1/api-keys?{query}");

        Assert.Equal((400, $"{query.Split('=')[0]}:{code}"), (answer.Code, answer.Errors));
    }

    [Fact]
    public async Task Cursor_OfSomebodyElse_IsRefused()
    {
        var admin = installation.As("OrgAdmin");
        await admin.Post("/v1/api-keys", """{"name":"one"}""");
        var cursor = (await admin.Get("/v1/api-keys?limit=1")).Text("next_cursor");

        Assert.Equal(200, (await admin.Get($"/v1/api-keys?limit=1&cursor={cursor}")).Code);
        Assert.Equal("invalid_cursor", (await installation.As("OtherOrgAdmin").Get($"/v1/api-keys?limit=1&cursor={cursor}")).Problem);
        Assert.Equal("invalid_cursor", (await installation.As("PowerUser").Get($"/v1/api-keys?limit=1&cursor={cursor}")).Problem);
    }
}
