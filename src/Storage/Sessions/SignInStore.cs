using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Sessions;

/// <summary>Bindings and people for sign-ins, in the relational model on any of its engines.</summary>
public sealed class SignInStore : ISignInStore
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly LookupKeys _lookup;
    private readonly SignInShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public SignInStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, LookupKeys lookup, CommitOptions options)
    {
        (_contexts, _signer, _lookup) = (contexts, signer, lookup);
        using var context = contexts.CreateDbContext();
        _shapes = new SignInShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<IssuerBinding?> FindBinding(IdentitySource source) => Reads.Guarded(_contexts, async db =>
        await SessionQueries.Binding(db, source.Issuer, source.TenantId).AsNoTracking().FirstOrDefaultAsync() is { } row
            ? new IssuerBinding(row.OrganizationId, row.Issuer, row.TenantId, row.Audience)
            : null);

    /// <inheritdoc/>
    public Task<SignInPerson?> FindPerson(Guid organizationId, string subject) => Reads.Guarded(_contexts, async db =>
        await SessionQueries.Person(db, organizationId, subject).AsNoTracking().FirstOrDefaultAsync() is { } head
            ? new SignInPerson(head.User.Id, Standing.Refusal(head.User.Role, head.User.IsActive, head.IsOrganizationActive, head.IsDepartmentActive))
            : null);

    /// <inheritdoc/>
    public Task<bool> IsErased(Guid userId) =>
        Reads.Guarded(_contexts, db => SessionQueries.ErasedPerson(db, userId).AnyAsync());

    /// <inheritdoc/>
    public Task<bool> IsActive(Guid organizationId) =>
        Reads.Guarded(_contexts, db => SessionQueries.IsOrganizationActive(db, organizationId).FirstOrDefaultAsync());

    /// <inheritdoc/>
    public Task<CommitOutcome> AddPerson(NewPerson person) => _commits.Commit(AddPlan(person, new EmailIndex(_lookup).Of(person.Email), _shapes, _signer));

    /// <inheritdoc/>
    public Task<CommitOutcome> MarkSignIn(Guid userId, DateTimeOffset at, bool secondFactor) => _commits.Commit(MarkPlan(userId, at, secondFactor, _shapes));

    internal static CommitPlan AddPlan(NewPerson person, byte[] emailIndex, SignInShapes shapes, OutboxSigner signer) => new CommitPlan()
        .Add(shapes.Person, [ToRow(person, emailIndex)])
        .Add(shapes.Event, [Created(person, signer)]);

    internal static CommitPlan MarkPlan(Guid userId, DateTimeOffset at, bool secondFactor, SignInShapes shapes) => secondFactor
        ? new CommitPlan().Add(shapes.SecondFactor, [new PersonSecondFactor(userId, at, true)])
        : new CommitPlan().Add(shapes.SignIn, [new PersonSignIn(userId, at)]);

    /// <summary>The person did it: the first line of their own chain.</summary>
    private static OutboxRow Created(NewPerson person, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = DerivedId.PersonEvent(person.Id),
        Shard = 0,
        OrganizationId = person.OrganizationId,
        UserId = person.Id,
        SubjectType = "user",
        SubjectId = person.Id,
        SubjectVersion = 0,
        EventType = "user.created",
        Payload = JsonSerializer.Serialize(new { reason = "first_sign_in" }),
        CreatedAt = person.CreatedAt,
        Mac = [],
    });

    private static UserRow ToRow(NewPerson person, byte[] emailIndex)
    {
        var at = Moment.FromMicros(Moment.ToMicros(person.CreatedAt));
        return new UserRow
        {
            Id = person.Id,
            OrganizationId = person.OrganizationId,
            AzureAdId = person.Subject,
            Email = person.SealedEmail,
            EmailIndex = emailIndex,
            EmailIndexVersion = EmailIndex.Version,
            DisplayName = person.SealedDisplayName,
            Role = UserRole.StandardUser,
            MfaEnabled = person.SecondFactor,
            MfaGracePeriodExpiresAt = at + SessionLimits.SecondFactorGrace,
            LastLoginAt = at,
            CreatedAt = at,
            UpdatedAt = at,
        };
    }
}
