using DonatelloAI.Api.Tests.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Api.Tests.Users;

/// <summary>What becomes of somebody's work when they are deactivated: what waits is cancelled and its money free, what runs ends.</summary>
[Collection(InstallationCollection.Name)]
public sealed class DeactivationTests(Installation installation) : GenerationTest(installation)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private ApiKeyToken _adminKey = null!;
    private ApiKeyToken _personKey = null!;
    private Client _admin = null!;
    private Client _person = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _adminKey = await Installation.AddPerson($"admin{Guid.CreateVersion7():n}", Place, UserRole.OrgAdmin, Place.DepartmentId);
        _personKey = await Installation.AddPerson($"person{Guid.CreateVersion7():n}", Place, UserRole.StandardUser, Place.DepartmentId);
        (_admin, _person) = (Installation.With(_adminKey.SecretText), Installation.With(_personKey.SecretText));
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Person_DeactivatedWhileWorkWaits_LosesItAndItsMoneyIsFreeAgain(string method)
    {
        var (running, colleagues, heldBefore) = await Occupy();
        var waiting = await Order(_person, "third");
        Assert.NotEqual(heldBefore, (await Money()).Held);

        var answer = method == "DELETE" ? await _admin.Delete($"/v1/users/{_personKey.UserId}") : await _admin.Patch($"/v1/users/{_personKey.UserId}", """{"is_active":false}""");

        Assert.Equal(2, answer.Code / 100);
        await Until(waiting, "cancelled", "what waits is cancelled");
        Assert.Equal(heldBefore, (await Money()).Held);
        Assert.Equal(_adminKey.UserId, await EndedBy(waiting));
        Assert.Equal((403, "user_inactive"), ((await _person.Post("/v1/generations", Small)).Code, (await _person.Post("/v1/generations", Small)).Problem));
        await AssertTheOthersEnd(running, colleagues);
    }

    [Fact]
    public async Task Person_WhoseDeactivationDiedHalfWay_LosesWaitingWorkToTheSweep()
    {
        var (running, colleagues, heldBefore) = await Occupy();
        var waiting = await Order(_person, "third");

        await using (var db = await Installation.Contexts.CreateDbContextAsync())
        {
            await db.Users.Where(user => user.Id == _personKey.UserId).ExecuteUpdateAsync(row => row.SetProperty(user => user.IsActive, false));
        }

        await Installation.Grains.GetGrain<ISweepGrain>(0).Wake();

        await Until(waiting, "cancelled", "the sweep cancels what waits");
        Assert.Equal(heldBefore, (await Money()).Held);
        Assert.Equal(_personKey.UserId, await EndedBy(waiting));
        await AssertTheOthersEnd(running, colleagues);
    }

    /// <summary>One of the person's runs on the account's only place, a colleague's waits behind it.</summary>
    private async Task<(string Running, string Colleagues, string Held)> Occupy()
    {
        var running = await Order(_person, "[fault:slow] first");
        await Until(running, "processing", "the first one runs");
        return (running, await Order(Artist, "second"), (await Money()).Held);
    }

    private async Task AssertTheOthersEnd(string running, string colleagues)
    {
        Assert.Equal("pending", await StatusOf(colleagues));
        Installation.Vendor.Release();
        await Until(running, "completed", "what runs ends");
        await Until(colleagues, "completed", "a colleague's work goes on");
        Assert.Equal("0.000000", (await Money()).Held);
    }

    private static async Task<string> Order(Client client, string prompt)
    {
        var answer = await client.Post("/v1/generations", Studio(prompt, "studio/narrow"));
        Assert.True(answer.Code == 202, answer.Body);
        return answer.Text("id");
    }

    private Task Until(string id, string status, string what) => Eventually.True(async () => await StatusOf(id) == status, Patience, what);

    private async Task<string> StatusOf(string id) => (await _admin.Get($"/v1/generations/{id}")).Text("status");

    private async Task<Guid?> EndedBy(string id)
    {
        var generation = Guid.Parse(id);
        await using var db = await Installation.Contexts.CreateDbContextAsync();
        return (await db.Outbox.SingleAsync(row => row.SubjectId == generation && row.EventType == "generation.cancelled")).UserId;
    }
}
