using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Users;

/// <summary>The shapes of a change of keys on one engine's model.</summary>
internal sealed class UserShapes(IModel model)
{
    public RowShape<ApiKeyRow> Key { get; } = RowShape<ApiKeyRow>.Insert(model);

    public RowShape<KeyRevocation> Revocation { get; } = RowShape<KeyRevocation>.Update(model, typeof(ApiKeyRow), [nameof(KeyRevocation.Id)]);

    public RowShape<KeyUse> Use { get; } = RowShape<KeyUse>.Update(model, typeof(ApiKeyRow), [nameof(KeyUse.Id)]);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}

/// <summary>What a revocation changes of a key.</summary>
internal sealed record KeyRevocation(Guid Id, bool IsActive, DateTimeOffset? RevokedAt);

/// <summary>What a use changes of a key.</summary>
internal sealed record KeyUse(Guid Id, DateTimeOffset? LastUsedAt);
