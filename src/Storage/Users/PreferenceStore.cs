using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Modelling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Users;

/// <summary>Preferences in the relational model, on any of its engines. Their events name keys, never values.</summary>
public sealed class PreferenceStore : IPreferenceStore
{
    private readonly IDbContextFactory<DonatelloContext> _contexts;
    private readonly OutboxSigner _signer;
    private readonly PreferenceShapes _shapes;
    private readonly StoreCommits _commits;

    /// <summary>Prepares the statements of the engine behind the contexts.</summary>
    public PreferenceStore(IDbContextFactory<DonatelloContext> contexts, OutboxSigner signer, CommitOptions options)
    {
        _contexts = contexts;
        _signer = signer;
        using var context = contexts.CreateDbContext();
        _shapes = new PreferenceShapes(context.Model);
        _commits = new StoreCommits(contexts, context.Engine, options);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredPreference>> Load(Guid userId) => Reads.Guarded<IReadOnlyList<StoredPreference>>(_contexts, async db =>
        (await PreferenceQueries.OfUser(db, userId).AsNoTracking().ToListAsync()).ConvertAll(static row => new StoredPreference(row.Id, new PreferenceView
        {
            Key = row.PreferenceKey,
            Value = row.PreferenceValue,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
        })));

    /// <inheritdoc/>
    public Task<CommitOutcome> Set(PreferenceEdit edit) => _commits.Commit(SetPlan(Cut(edit), _shapes, _signer));

    /// <inheritdoc/>
    public Task<CommitOutcome> Remove(PreferenceEdit edit) => _commits.Commit(RemovePlan(Cut(edit), _shapes, _signer));

    internal static CommitPlan SetPlan(PreferenceEdit edit, PreferenceShapes shapes, OutboxSigner signer)
    {
        var plan = new CommitPlan();
        _ = edit.IsNew
            ? plan.Add(shapes.Addition, [ToRow(edit)])
            : plan.Add(shapes.Change, [new PreferenceChange(edit.Id, edit.View.Value, edit.At)]);
        return plan.Add(shapes.Event, [Event("preference.set", edit, signer)]);
    }

    internal static CommitPlan RemovePlan(PreferenceEdit edit, PreferenceShapes shapes, OutboxSigner signer) => new CommitPlan()
        .Add(shapes.Removal, [new PreferenceRemoval(edit.Id)])
        .Add(shapes.Event, [Event("preference.removed", edit, signer)]);

    internal static OutboxRow Event(string type, PreferenceEdit edit, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = DerivedId.PreferenceEvent(edit.Id, Moment.ToMicros(edit.At)),
        Shard = 0,
        OrganizationId = edit.Owner.OrganizationId,
        DepartmentId = edit.Owner.DepartmentId,
        UserId = edit.Owner.UserId,
        SubjectType = "preference",
        SubjectId = edit.Id,
        SubjectVersion = Moment.ToMicros(edit.At),
        EventType = type,
        Payload = JsonSerializer.Serialize(new { fields = new[] { edit.View.Key } }),
        CreatedAt = edit.At,
        Mac = [],
    });

    private static UserPreferenceRow ToRow(PreferenceEdit edit) => new()
    {
        Id = edit.Id,
        OrganizationId = edit.Owner.OrganizationId,
        UserId = edit.Owner.UserId,
        PreferenceKey = edit.View.Key,
        PreferenceValue = edit.View.Value,
        CreatedAt = edit.At,
        UpdatedAt = edit.At,
    };

    /// <summary>What is signed must be what is read: engines keep microseconds.</summary>
    private static PreferenceEdit Cut(PreferenceEdit edit) => edit with { At = Moment.FromMicros(Moment.ToMicros(edit.At)) };
}

/// <summary>The shapes of a change of preferences on one engine's model.</summary>
internal sealed class PreferenceShapes(IModel model)
{
    public RowShape<UserPreferenceRow> Addition { get; } = RowShape<UserPreferenceRow>.Insert(model);

    public RowShape<PreferenceChange> Change { get; } = RowShape<PreferenceChange>.Update(model, typeof(UserPreferenceRow), [nameof(PreferenceChange.Id)]);

    public RowShape<PreferenceRemoval> Removal { get; } = RowShape<PreferenceRemoval>.Delete(model, typeof(UserPreferenceRow), [nameof(PreferenceRemoval.Id)]);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}

/// <summary>What a new value changes of a preference.</summary>
internal sealed record PreferenceChange(Guid Id, string PreferenceValue, DateTimeOffset UpdatedAt);

/// <summary>A preference that is taken away.</summary>
internal sealed record PreferenceRemoval(Guid Id);
