using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Sessions;

/// <summary>What tests of sessions need.</summary>
public abstract class SessionTest(Installation installation)
{
    protected Installation Installation { get; } = installation;

    protected async Task<Guid> NewPerson(UserRole role = UserRole.StandardUser, Place? place = null, Action<UserRow>? change = null)
    {
        var home = place ?? Installation.Acme;
        var token = await Installation.AddPerson($"Session{Guid.CreateVersion7()}", home, role, home.DepartmentId, change: (user, _) => change?.Invoke(user));
        return token.UserId;
    }

    /// <summary>Opens a session as a sign-in does it.</summary>
    protected async Task<SessionOpened> Open(Guid userId, bool secondFactor = false) => Assert.IsType<SessionOpened>(
        await Installation.Grains.GetGrain<ISessionGrain>(Guid.CreateVersion7()).Open(new OpenSession
        {
            UserId = userId,
            Opening = $"{Guid.CreateVersion7()}",
            SecondFactor = secondFactor,
            Device = new SessionDevice("Browser/1.0", "203.0.113.9"),
        }));

    protected Client With(SessionOpened session) => Installation.With(session.AccessToken);

    protected Task<Answer> Refresh(string token) => Installation.As().Post("/v1/sessions/refresh", $$"""{"refresh_token":"{{token}}"}""");

    protected static (int, string?) Outcome(Answer answer) => (answer.Code, answer.Problem);

    protected async Task<IReadOnlyList<string>> EventsOf(Guid subjectId)
    {
        await using var db = await Installation.Contexts.CreateDbContextAsync();
        var rows = await db.Outbox.Where(row => row.SubjectId == subjectId).OrderBy(row => row.SubjectVersion).ToListAsync();
        var signer = Installation.App.Services.GetRequiredService<OutboxSigner>();
        Assert.All(rows, row => Assert.True(signer.IsAuthentic(row)));
        return rows.ConvertAll(row => row.EventType);
    }
}
