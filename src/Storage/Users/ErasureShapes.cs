using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Sessions;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Users;

/// <summary>The shapes of an erasure on one engine's model.</summary>
internal sealed class ErasureShapes(IModel model)
{
    public RowShape<FenceRaise> Fence { get; } = FenceRaise.Shape(model);

    public RowShape<PersonErasure> Person { get; } = RowShape<PersonErasure>.Update(model, typeof(UserRow), [nameof(PersonErasure.Id)]);

    public RowShape<ErasureNote> Note { get; } = RowShape<ErasureNote>.Update(model, typeof(UserRow), [nameof(ErasureNote.Id)]);

    public RowShape<DataKeyEnd> DataKeys { get; } = RowShape<DataKeyEnd>.UpdateIfThere(
        model, typeof(DataKeyRow), [nameof(DataKeyEnd.OwnerId)], RowGuard.Unset("destroyed_at"));

    public RowShape<DataKeyRow> DataKeyMark { get; } = RowShape<DataKeyRow>.Insert(model);

    public RowShape<KeyRevocation> ApiKey { get; } = RowShape<KeyRevocation>.Update(
        model, typeof(ApiKeyRow), [nameof(KeyRevocation.Id)], guards: RowGuard.Unset("revoked_at"));

    public RowShape<KeyNaming> ApiKeyNames { get; } = RowShape<KeyNaming>.UpdateIfThere(model, typeof(ApiKeyRow), [nameof(KeyNaming.UserId)]);

    public RowShape<SessionRevocation> Session { get; } = new SessionShapes(model).Revocation;

    public RowShape<SessionDevices> Devices { get; } = RowShape<SessionDevices>.UpdateIfThere(
        model, typeof(UserSessionRow), [nameof(SessionDevices.UserId)], RowGuard.Given("device_info"));

    public RowShape<PersonPreferences> Preferences { get; } = RowShape<PersonPreferences>.DeleteIfThere(
        model, typeof(UserPreferenceRow), [nameof(PersonPreferences.UserId)]);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}

/// <summary>What stands in a person's row afterwards.</summary>
internal sealed record PersonErasure(
    Guid Id,
    string AzureAdId,
    string Email,
    byte[] EmailIndex,
    int EmailIndexVersion,
    string? DisplayName,
    bool IsActive,
    DateTimeOffset? LastLoginAt,
    string Settings,
    DateTimeOffset UpdatedAt);

/// <summary>How far an erasure is.</summary>
internal sealed record ErasureNote(Guid Id, string Settings, DateTimeOffset UpdatedAt);

/// <summary>What destroys all data keys of a person that still open something.</summary>
internal sealed record DataKeyEnd(Guid OwnerId, byte[]? WrappedKey, DateTimeOffset? DestroyedAt);

/// <summary>What all API keys of a person are called: their owner chose the names.</summary>
internal sealed record KeyNaming(Guid UserId, string KeyName);

/// <summary>What all sessions of a person were opened from.</summary>
internal sealed record SessionDevices(Guid UserId, string? DeviceInfo);

/// <summary>All preferences of a person.</summary>
internal sealed record PersonPreferences(Guid UserId);
