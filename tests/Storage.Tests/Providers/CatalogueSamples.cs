using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Catalogue;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Tests.Schema;

namespace DonatelloAI.Storage.Tests.Providers;

/// <summary>Changes of the catalogue, for tests of what is written.</summary>
internal static class CatalogueSamples
{
    public static Caller Operator { get; } = new()
    {
        UserId = Guid.CreateVersion7(), OrganizationId = Guid.CreateVersion7(), Role = UserRole.SuperAdmin, Scopes = KeyScopes.All,
    };

    public static NewPrice Price { get; } = new("USD", """[{"unit":"image","amount":0.03}]""", null, "Contract of 2026-11");

    /// <summary>Adds a model with its first price.</summary>
    public static AddProvider Addition(string model = "studio-xl") => new()
    {
        Id = Guid.CreateVersion7(),
        Caller = Operator,
        ProviderName = "studio",
        ModelName = model,
        Fields = new ProviderFields
        {
            ApiEndpoint = "https://images.example/v1",
            CapabilitiesJson = CatalogueImport.Read().Models.First(known => known.Id == "local/canvas").Capabilities.ToJson(),
            KeyReference = "env:STUDIO_KEY",
            MaxConcurrency = 7,
            Price = Price,
        },
    };

    public static CatalogueEdit NewEntry() => CatalogueEdits.Add(Empty, Addition(), SampleRows.Moment).Edit!;

    /// <summary>An entry that gets new settings and a price, while the freeze of its account gives way to another one.</summary>
    public static CatalogueEdit ChangedEntry()
    {
        var known = NewEntry().Entries[0].After with { HasSettings = true };
        var frozen = new Dictionary<string, FreezeView>(StringComparer.Ordinal)
        {
            [known.QuotaPool] = new(Guid.CreateVersion7(), "Its invoice is disputed", SampleRows.Moment, Operator.UserId),
        };
        var change = new ChangeProvider
        {
            Id = known.Id,
            Caller = Operator,
            Fields = new ProviderFields { MaxRetries = 5, DisplayName = "Studio", Price = Price, FreezeReason = "Its key has leaked" },
        };
        return CatalogueEdits.Change(new CatalogueScene(3, [known], FreezeState.None with { Pools = frozen }), change, SampleRows.Moment).Edit!;
    }

    public static CatalogueEdit NewRate() => CatalogueEdits.SetRate(
        Empty, null, new SetExchangeRate { Caller = Operator, Currency = "USD", RateToAud = 1.5234m, Source = "Reserve Bank of Australia" }, SampleRows.Moment).Edit!;

    private static CatalogueScene Empty { get; } = new(0, [], FreezeState.None);
}
