using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Users;

/// <summary>The people of organisations in the relational model, on any of its engines.</summary>
public sealed class OrganizationUserStore : IOrganizationUserStore
{
    /// <summary>How long a new person has to set up a second factor: seven days.</summary>
    public static readonly TimeSpan MfaGrace = TimeSpan.FromDays(7);

    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly EmailIndex _emails;
    private readonly OutboxSigner _signer;
    private readonly OrganizationUserShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public OrganizationUserStore(IDbContextFactory<DonatelloContext> contexts, EmailIndex emails, OutboxSigner signer, CommitOptions options)
    {
        _contexts = contexts;
        _emails = emails;
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _shapes = new OrganizationUserShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<UserScene?> Load(Guid organizationId, Guid userId, UserFields fields) => Reads.Guarded(_contexts, async db =>
    {
        // The version first: what changes after it was read is caught by the fence.
        if (await OrganizationQueries.Cap(db, organizationId).FirstOrDefaultAsync() is not { } head)
        {
            return null;
        }

        var user = await OrganizationUserQueries.User(db, userId).AsNoTracking().FirstOrDefaultAsync();
        return new UserScene
        {
            Fence = new OrganizationFence(organizationId, head.Version),
            User = user is null ? null : ToStored(user),
            EmailOwner = fields.Email is { } email ? await First(OrganizationUserQueries.WithEmail(db, _emails.Of(email))) : null,
            AzureAdIdOwner = fields.AzureAdId is { } id ? await First(OrganizationUserQueries.WithAzureAdId(db, id)) : null,
            IsDepartmentActive = fields.DepartmentId is { } department
                ? await OrganizationUserQueries.IsDepartmentActive(db, organizationId, department).Select(isActive => (bool?)isActive).FirstOrDefaultAsync()
                : null,
            HasOtherAdmin = await OrganizationUserQueries.OtherAdmins(db, organizationId, userId).AnyAsync(),
            OtherSuperAdmin = await OrganizationUserQueries.OtherSuperAdmins(db, userId).FirstOrDefaultAsync(),
        };
    });

    /// <inheritdoc/>
    public Task<CommitOutcome> Commit(UserEdit edit) =>
        _commits.Commit(Plan(Cut(edit), _emails, _shapes, _signer));

    /// <inheritdoc/>
    public Task<CommitOutcome> Note(RefusedUserChange refused) =>
        _commits.Commit(Plan(refused with { At = Moment.FromMicros(Moment.ToMicros(refused.At)) }, _shapes, _signer));

    /// <inheritdoc/>
    public Task<StoredUser?> Find(Guid userId) => Reads.Guarded(_contexts, async db =>
        await OrganizationUserQueries.User(db, userId).AsNoTracking().FirstOrDefaultAsync() is { } row ? ToStored(row) : null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredUser>> List(UserFilter filter) => Reads.Guarded<IReadOnlyList<StoredUser>>(_contexts, async db =>
    {
        var rows = await Query(db, filter).AsNoTracking().Take(filter.Limit).ToListAsync();
        return rows.ConvertAll(ToStored);
    });

    internal static CommitPlan Plan(UserEdit edit, EmailIndex emails, OrganizationUserShapes shapes, OutboxSigner signer)
    {
        var plan = new CommitPlan();

        // In one order everywhere, so that two changes never wait for each other.
        foreach (var fence in edit.Fences.OrderBy(fence => fence.OrganizationId))
        {
            plan.Add(shapes.Fence, [new FenceRaise(fence.OrganizationId, fence.Version + 1, edit.At)]);
        }

        _ = edit.IsNew ? plan.Add(shapes.Addition, [ToRow(edit, emails)]) : plan.Add(shapes.Change, [ToWrite(edit, emails)]);
        return plan.Add(shapes.Event, [Event(edit, signer)]);
    }

    internal static CommitPlan Plan(RefusedUserChange refused, OrganizationUserShapes shapes, OutboxSigner signer) =>
        new CommitPlan().Add(shapes.Event, [Event(refused, signer)]);

    private static IQueryable<UserRow> Query(DonatelloContext db, UserFilter filter) => (filter.DepartmentId, filter.After) switch
    {
        ({ } department, { } after) => OrganizationUserQueries.OfDepartmentAfter(db, filter.OrganizationId, department, after),
        ({ } department, null) => OrganizationUserQueries.OfDepartment(db, filter.OrganizationId, department),
        (null, { } after) => OrganizationUserQueries.UsersAfter(db, filter.OrganizationId, after),
        _ => OrganizationUserQueries.Users(db, filter.OrganizationId),
    };

    private static Task<Guid?> First(IQueryable<Guid> ids) => ids.Select(id => (Guid?)id).FirstOrDefaultAsync();

    /// <summary>The event of a change that was refused, in the chain of whoever asked for it.</summary>
    internal static OutboxRow Event(RefusedUserChange refused, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = Guid.CreateVersion7(refused.At),
        Shard = 0,
        OrganizationId = refused.OrganizationId,
        UserId = refused.ActorId,
        SubjectType = "user",
        SubjectId = refused.UserId,
        SubjectVersion = 0,
        EventType = "user.change_refused",
        Payload = JsonSerializer.Serialize(new
        {
            user_id = refused.UserId,
            role = refused.Role is { } role ? Name(role) : null,
            error_code = Name(refused.Reason),
            actor_id = refused.ActorId,
        }),
        CreatedAt = refused.At,
        Mac = [],
    });

    private static string Name(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The event of a new or changed person: names of fields, and of their values only the role and the department.</summary>
    internal static OutboxRow Event(UserEdit edit, OutboxSigner signer)
    {
        var version = edit.Fences[0].Version + 1;
        return signer.Seal(new OutboxRow
        {
            Id = DerivedId.OrganizationEvent(edit.After.Id, version, edit.At),
            Shard = 0,
            OrganizationId = edit.After.OrganizationId,
            DepartmentId = edit.After.DepartmentId,
            UserId = edit.ActorId,
            SubjectType = "user",
            SubjectId = edit.After.Id,
            SubjectVersion = version,
            EventType = edit.IsNew ? "user.created"
                : edit.Fields.Contains("is_active") ? $"user.{OrganizationEvents.Verb(!edit.After.IsActive, edit.After.IsActive)}"
                : "user.changed",
            Payload = JsonSerializer.Serialize(new
            {
                user_id = edit.After.Id,
                role = Name(edit.After.Role),
                department_id = edit.After.DepartmentId,
                fields = edit.Fields,
                actor_id = edit.ActorId,
            }),
            CreatedAt = edit.At,
            Mac = [],
        });
    }

    /// <summary>What is signed must be what is read: engines keep microseconds.</summary>
    private static UserEdit Cut(UserEdit edit) => edit with { At = Moment.FromMicros(Moment.ToMicros(edit.At)) };

    private static StoredUser ToStored(UserRow row)
    {
        using var settings = JsonDocument.Parse(row.Settings);
        var view = new UserView
        {
            Id = row.Id,
            OrganizationId = row.OrganizationId,
            DepartmentId = row.DepartmentId,
            AzureAdId = row.AzureAdId,
            Email = row.Email,
            DisplayName = row.DisplayName,
            Role = row.Role,
            IsActive = row.IsActive,
            MfaEnabled = row.MfaEnabled,
            Settings = new UserSettings(
                SettingsText.Flag(settings.RootElement, "notifications_enabled"),
                SettingsText.Text(settings.RootElement, "preferred_model"),
                SettingsText.Flag(settings.RootElement, "auto_download")),
            LastLoginAt = row.LastLoginAt,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        };
        return new StoredUser(view, row.Settings);
    }

    private static UserRow ToRow(UserEdit edit, EmailIndex emails)
    {
        var write = ToWrite(edit, emails);
        return new UserRow
        {
            Id = write.Id,
            OrganizationId = edit.After.OrganizationId,
            DepartmentId = write.DepartmentId,
            AzureAdId = write.AzureAdId,
            Email = write.Email,
            EmailIndex = write.EmailIndex,
            EmailIndexVersion = write.EmailIndexVersion,
            DisplayName = write.DisplayName,
            Role = write.Role,
            IsActive = write.IsActive,
            MfaGracePeriodExpiresAt = edit.At + MfaGrace,
            CreatedAt = edit.At,
            UpdatedAt = edit.At,
            Settings = write.Settings,
        };
    }

    private static UserWrite ToWrite(UserEdit edit, EmailIndex emails) => new(
        edit.After.Id,
        edit.After.DepartmentId,
        edit.After.AzureAdId ?? $"{StoredUsers.LocalPrefix}{edit.After.Id}",
        edit.SealedEmail,
        emails.Of(edit.After.Email!),
        EmailIndex.Version,
        edit.SealedDisplayName,
        edit.After.Role,
        edit.After.IsActive,
        SettingsText.With(
            edit.StoredSettings,
            ("notifications_enabled", edit.After.Settings.NotificationsEnabled),
            ("preferred_model", edit.After.Settings.PreferredModel),
            ("auto_download", edit.After.Settings.AutoDownload)),
        edit.At);
}
