using System.Security.Cryptography;
using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Sessions;

namespace DonatelloAI.Storage.Users;

/// <summary>The two transactions of an erasure. The organisation's row comes first, as in every change of its people.</summary>
internal sealed class ErasurePlans(ErasureShapes shapes, OutboxSigner signer)
{
    public const string BegunEvent = "user.erased";
    public const string CompletedEvent = "user.erasure_completed";

    // Hex digits of a fingerprint: 128 bits.
    private const int FingerprintLength = 32;

    /// <summary>The first: from here on nothing opens, and nobody comes in.</summary>
    /// <param name="start">Who, by whom, and behind which versions; its moment cut to what engines keep.</param>
    /// <param name="rows">What belongs to the person.</param>
    /// <param name="masterVersion">The version that the mark of a person without a data key takes.</param>
    public CommitPlan Begin(ErasureStart start, ErasureRows rows, int masterVersion)
    {
        var plan = new CommitPlan();
        foreach (var fence in start.Fences.OrderBy(fence => fence.OrganizationId))
        {
            plan.Add(shapes.Fence, [new FenceRaise(fence.OrganizationId, fence.Version + 1, start.At)]);
        }

        return AddCredentials(plan, start, rows)
            .Add(shapes.Person, [Tombstone(start, rows)])
            .Add(shapes.DataKeys, [new DataKeyEnd(start.User.Id, null, start.At)])
            .Add(shapes.DataKeyMark, rows.DataKeys.Count > 0 ? [] : [DataKeyWrites.Mark(start.User.Id, start.User.OrganizationId, masterVersion, start.At)])
            .Add(shapes.Preferences, [new PersonPreferences(start.User.Id)])
            .Add(shapes.Event, [Event(start.User.OrganizationId, start.User.Id, start.ActorId, BegunEvent, start.Fences[0].Version + 1, start.At, signer)]);
    }

    /// <summary>The last: nothing is left. Data keys and devices again, for what was under way as it began.</summary>
    /// <param name="erasure">The erasure as it was read.</param>
    /// <param name="at">The moment, cut to what engines keep.</param>
    public CommitPlan Complete(StoredErasure erasure, DateTimeOffset at)
    {
        var (certificate, fence) = (erasure.Certificate, erasure.Fence);
        return new CommitPlan()
            .Add(shapes.Fence, [new FenceRaise(fence.OrganizationId, fence.Version + 1, at)])
            .Add(shapes.Note, [new ErasureNote(certificate.UserId, ErasureText.Of(certificate, at).ToSettings(), at)])
            .Add(shapes.DataKeys, [new DataKeyEnd(certificate.UserId, null, at)])
            .Add(shapes.Devices, [new SessionDevices(certificate.UserId, null)])
            .Add(shapes.Event, [Event(fence.OrganizationId, certificate.UserId, certificate.RequestedBy, CompletedEvent, fence.Version + 1, at, signer)]);
    }

    private CommitPlan AddCredentials(CommitPlan plan, ErasureStart start, ErasureRows rows)
    {
        var ending = new SessionEnding(start.At, SessionEndings.Erased, start.ActorId);
        return plan
            .Add(shapes.ApiKey, [.. rows.ApiKeys.Select(key => new KeyRevocation(key, false, start.At))])
            .Add(shapes.ApiKeyNames, [new KeyNaming(start.User.Id, ErasureTombstones.KeyName)])
            .Add(shapes.Session, [.. rows.Sessions.Select(session => new SessionRevocation(session.Id, true, start.At, ending.Reason, start.At))])
            .Add(shapes.Devices, [new SessionDevices(start.User.Id, null)])
            .Add(shapes.Event,
            [
                .. rows.ApiKeys.Select(key => UserEvents.KeyRevokedWithOwner(start, key, signer)),
                .. rows.Sessions.Select(session => SessionEvents.Ended(session, ending, signer)),
            ]);
    }

    private static PersonErasure Tombstone(ErasureStart start, ErasureRows rows) => new(
        start.User.Id,
        ErasureTombstones.AzureAdId(start.User.Id),
        SealedMark.Erased,
        ErasureTombstones.EmailIndex(start.User.Id),
        EmailIndex.Version,
        DisplayName: null,
        IsActive: false,
        LastLoginAt: null,
        new ErasureText { RequestedBy = start.ActorId, RequestedAt = start.At, DataKeys = [.. rows.DataKeys.Select(Fingerprint)] }.ToSettings(),
        start.At);

    private static DestroyedDataKey Fingerprint(DataKeyRow key) =>
        new(key.Version, Convert.ToHexStringLower(SHA256.HashData(key.WrappedKey!))[..FingerprintLength]);

    public static OutboxRow Event(
        Guid organizationId, Guid userId, Guid actorId, string type, long version, DateTimeOffset at, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = DerivedId.OrganizationEvent(userId, version, at),
        Shard = 0,
        OrganizationId = organizationId,
        UserId = actorId,
        SubjectType = "user",
        SubjectId = userId,
        SubjectVersion = version,
        EventType = type,
        Payload = JsonSerializer.Serialize(new { user_id = userId, actor_id = actorId }),
        CreatedAt = at,
        Mac = [],
    });
}

/// <summary>What an erasure finds of a person.</summary>
/// <param name="DataKeys">Data keys that still open something.</param>
/// <param name="ApiKeys">API keys that were not revoked yet.</param>
/// <param name="Sessions">Sessions that are open.</param>
internal sealed record ErasureRows(IReadOnlyList<DataKeyRow> DataKeys, IReadOnlyList<Guid> ApiKeys, IReadOnlyList<SessionState> Sessions);
