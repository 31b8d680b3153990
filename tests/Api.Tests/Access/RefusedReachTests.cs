using System.Buffers.Text;
using System.Text.Json;
using DonatelloAI.Api.Limits;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Access;

/// <summary>Whoever asks for what is above them, or somebody else's, is refused and stands in the audit log, once a minute for each route and reason.</summary>
[Collection(InstallationCollection.Name)]
public sealed class RefusedReachTests(Installation installation)
{
    [Fact]
    public async Task Requests_ForWhatIsOthers_AreRefusedAndAuditedByPersonRouteAndReason()
    {
        var name = $"Reacher{Guid.CreateVersion7():n}";
        var reacher = await installation.AddPerson(name, installation.Acme, UserRole.DeptManager, installation.Acme.DepartmentId);
        var client = installation.As(name);
        var theirs = installation.Other;
        var foreignCursor = await CursorOfAnother();

        foreach (var (path, expected) in new[]
        {
            ($"/v1/departments/{theirs.DepartmentId}", "404 not_found"),
            ($"/v1/departments/{theirs.SecondDepartmentId}", "404 not_found"),
            ($"/v1/users/{installation.KeyOf("OtherStandardUser").UserId}", "404 not_found"),
            ($"/v1/departments/{theirs.DepartmentId}/budget", "404 not_found"),
            ($"/v1/users?limit=1&cursor={foreignCursor}", "400 invalid_cursor"),
            ("/v1/providers", "403 insufficient_role"),
        })
        {
            var answer = await client.Get(path);
            Assert.Equal((path, expected), (path, $"{answer.Code} {answer.Problem}"));
        }

        Assert.Equal(404, (await client.Post($"/v1/generations/{Guid.CreateVersion7()}/cancel", "")).Code);
        Assert.Equal(200, (await client.Get("/v1/me")).Code);

        var told = await Told(row => row.UserId == reacher.UserId);
        Assert.All(told, row => Assert.Equal(installation.Acme.OrganizationId, row.OrganizationId));
        Assert.Equal(
            [
                ("GET /v1/departments/{id}", "not_found", 2), ("GET /v1/departments/{id}/budget", "not_found", 1), ("GET /v1/providers", "insufficient_role", 1),
                ("GET /v1/users", "invalid_cursor", 1), ("GET /v1/users/{id}", "not_found", 1), ("POST /v1/generations/{id}/cancel", "not_found", 1),
            ],
            told.Select(Line).GroupBy(line => (line.Route, line.Reason)).Select(group => (group.Key.Route, group.Key.Reason, group.Sum(line => line.Attempts))).Order());
        Assert.DoesNotContain(told, row => row.Payload.Contains($"{theirs.DepartmentId}", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Link_TakenToAnotherOrganisation_OpensNothingAndIsAudited()
    {
        var artist = installation.As("StandardUser");
        var made = await artist.Post("/v1/generations", """{"prompt":"a red circle","model":"local/canvas"}""", ("Prefer", "wait=30"));
        Assert.Equal(200, made.Code);
        var link = made.Text("image_url").Split('/')[^1];
        var token = Base64Url.DecodeFromChars(link);
        installation.Other.OrganizationId.TryWriteBytes(token, bigEndian: true, out _);

        var answer = await installation.As().Get($"/v1/images/{Base64Url.EncodeToString(token)}");

        Assert.Equal((404, "not_found"), (answer.Code, answer.Problem));
        Assert.Contains(await Told(row => row.UserId == null), row => Line(row) is ("GET /v1/images/{signed}", "not_found", > 0));
    }

    private async Task<string> CursorOfAnother()
    {
        var page = await installation.As("OtherOrgAdmin").Get("/v1/users?limit=1");
        return page.Json.GetProperty("next_cursor").GetString()!;
    }

    private async Task<List<OutboxRow>> Told(Func<OutboxRow, bool> which)
    {
        Assert.True(await installation.App.Services.GetRequiredService<FailureReporter>().HandOver());
        await using var db = await installation.Contexts.CreateDbContextAsync();
        return [.. (await db.Outbox.Where(row => row.EventType == "access.refused").ToListAsync()).Where(which)];
    }

    private static (string Route, string Reason, int Attempts) Line(OutboxRow row)
    {
        var payload = JsonElement.Parse(row.Payload);
        return (payload.GetProperty("route").GetString()!, payload.GetProperty("reason").GetString()!, payload.GetProperty("attempts").GetInt32());
    }
}
