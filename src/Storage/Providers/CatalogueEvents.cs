using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Contracts;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Catalogue;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;

namespace DonatelloAI.Storage.Providers;

/// <summary>
/// The outbox events of the catalogue. They name fields and never their values, but for rates, which are money. Their subjects are numbered
/// by the catalogue's versions.
/// </summary>
internal static class CatalogueEvents
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IReadOnlyList<OutboxRow> Of(CatalogueEdit edit, OutboxSigner signer) =>
    [
        .. edit.Entries.Select(entry => Sealed(edit, "provider", entry.After.Id, TypeOf(entry), PayloadOf(entry, edit.ActorId), signer)),
        .. edit.Rate is { } rate
            ? new[] { Sealed(edit, "exchange_rate", DerivedId.ExchangeRate(rate.Currency, rate.ValidFrom), "exchange_rate.set", PayloadOf(rate, edit.ActorId), signer) }
            : [],
    ];

    private static string TypeOf(EntryEdit entry) => entry.Before is not { } before
        ? "provider.created"
        : $"provider.{OrganizationEvents.Verb(before.IsActive, entry.After.IsActive, entry.FreezeBefore, entry.FreezeAfter)}";

    private static string PayloadOf(EntryEdit entry, Guid? actorId)
    {
        var freeze = OrganizationEvents.FreezeOf(entry.FreezeBefore, entry.FreezeAfter);
        return JsonSerializer.Serialize(
            new EntryChange(
                entry.After.ProviderName,
                entry.After.ModelName,
                entry.Fields,
                actorId,
                entry.NewPrice?.Version,
                freeze is null ? null : entry.After.QuotaPool,
                freeze?.Id,
                freeze?.Reason),
            Json);
    }

    private static string PayloadOf(ExchangeRate rate, Guid? actorId) => JsonSerializer.Serialize(
        new RateChange(
            rate.Currency,
            rate.RateToAud.ToString(CultureInfo.InvariantCulture),
            rate.ValidFrom.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            actorId),
        Json);

    private static OutboxRow Sealed(CatalogueEdit edit, string subject, Guid id, string type, string payload, OutboxSigner signer) => signer.Seal(new OutboxRow
    {
        Id = DerivedId.CatalogueEvent(id, edit.ExpectedVersion + 1, edit.At),
        Shard = 0,
        OrganizationId = edit.OrganizationId,
        UserId = edit.ActorId,
        SubjectType = subject,
        SubjectId = id,
        SubjectVersion = edit.ExpectedVersion + 1,
        EventType = type,
        Payload = payload,
        CreatedAt = edit.At,
        Mac = [],
    });

    private sealed record EntryChange(
        string ModelProvider, string ModelName, IReadOnlyList<string> Fields, Guid? ActorId, int? PriceVersion, string? QuotaPool, Guid? FreezeId, string? Reason);

    private sealed record RateChange(string Currency, string RateToAud, string ValidFrom, Guid? ActorId);
}
