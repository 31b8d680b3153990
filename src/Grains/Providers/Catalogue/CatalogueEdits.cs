using DonatelloAI.Contracts.Providers;
using DonatelloAI.Grains.Freezes;

namespace DonatelloAI.Grains.Providers.Catalogue;

/// <summary>What may become of the catalogue. Pure.</summary>
public static class CatalogueEdits
{
    /// <summary>Most entries of the catalogue, which every silo keeps in memory.</summary>
    public const int MaxEntries = 2_000;

    /// <summary>Most price versions of one entry.</summary>
    public const int MaxPrices = 500;

    private const int DefaultTimeoutSeconds = 60;
    private const int DefaultRetries = 2;
    private const int DefaultConcurrency = 4;

    /// <summary>A new entry, the answer to a repetition, or why not.</summary>
    public static CatalogueDecision Add(CatalogueScene scene, AddProvider request, DateTimeOffset now)
    {
        var fields = request.Fields;
        var (capabilities, unreadable) = EntryDraft.ReadCapabilities(fields.CapabilitiesJson);
        if (unreadable is not null || capabilities is null)
        {
            return new(unreadable ?? EntryDraft.Invalid("capabilities", "capabilities is missing."));
        }

        var blank = Blank(request, capabilities, now);
        if (scene.Models.FirstOrDefault(model => model.Id == request.Id) is { } known)
        {
            return IsMadeBy(known, EntryDraft.Apply(blank, fields, capabilities), fields.Price, now)
                ? CatalogueDecision.Replay
                : new(new ProviderChangeRefused(ProviderRefusal.IdempotencyKeyReused, "The idempotency key was used for another entry: use a new one."));
        }

        return scene.Models.Any(model => model.Name == blank.Name)
            ? new(new ProviderChangeRefused(ProviderRefusal.ModelExists, $"There is an entry of {blank.Name}: change that one.", "model_name"))
            : scene.Models.Count >= MaxEntries
                ? new(new ProviderChangeRefused(ProviderRefusal.TooMany, $"The catalogue has {MaxEntries} entries, which is the most it takes."))
            : Decide(scene, null, blank, fields, request.Caller, now);
    }

    /// <summary>A change to commit, nothing when all is as asked, or why not.</summary>
    public static CatalogueDecision Change(CatalogueScene scene, ChangeProvider request, DateTimeOffset now)
    {
        if (scene.Models.FirstOrDefault(model => model.Id == request.Id) is not { } known)
        {
            return new(new ProviderChangeRefused(ProviderRefusal.NotFound, "There is no such entry of the catalogue."));
        }

        return request.ExpectedTag is { } tag && tag != ProviderViews.Of(known, scene.Freezes.OfPool(known.QuotaPool), now).Tag
            ? new(new ProviderChangeRefused(ProviderRefusal.TagChanged, "The entry has changed since: read it again."))
            : Decide(scene, known, known, request.Fields, request.Caller, now);
    }

    private static CatalogueDecision Decide(
        CatalogueScene scene, OfferedModel? before, OfferedModel start, ProviderFields fields, Contracts.Users.Caller caller, DateTimeOffset now)
    {
        var (capabilities, wrongCapabilities) = EntryDraft.ReadCapabilities(fields.CapabilitiesJson);
        var (price, wrongPrice) = EntryDraft.ReadPrice(fields.Price, now);
        if ((wrongCapabilities ?? wrongPrice) is { } unreadable)
        {
            return new(unreadable);
        }

        var after = EntryDraft.Apply(start, fields, capabilities);
        var held = scene.Freezes.OfPool(after.QuotaPool);
        var freeze = Freezing.Decide(held, fields.FreezeReason, fields.Cleared.Contains("freeze", StringComparer.Ordinal), caller.UserId, now);
        IReadOnlyList<string> changed = [.. EntryDraft.Changed(start, after), .. price is null ? [] : new[] { "price" }, .. held == freeze ? [] : new[] { "freeze" }];
        if (before is not null && changed.Count == 0)
        {
            return CatalogueDecision.Nothing;
        }

        var refusal = RefuseMove(scene, before, after)
            ?? (Freezing.Wrong(fields.FreezeReason) is { } reason ? EntryDraft.Invalid("freeze.reason", reason) : null)
            ?? RefusePrice(start, price, now)
            ?? (before is not null && changed.All(IsSwitch) ? null : EntryDraft.Wrong(after, price ?? InForce(after, now), Ids(scene, after)));
        return refusal is not null ? new(refusal) : new(new CatalogueEdit
        {
            ExpectedVersion = scene.Version,
            Entries =
            [
                new EntryEdit
                {
                    Before = before,
                    After = after with { UpdatedAt = now },
                    NewPrice = price is null ? null : Version(after, price),
                    FreezeBefore = held,
                    FreezeAfter = freeze,
                    Fields = before is null ? [] : changed,
                },
            ],
            ActorId = caller.UserId,
            OrganizationId = caller.OrganizationId,
            At = now,
        });
    }

    /// <summary>A rate to add, nothing when it is there, or why not.</summary>
    /// <param name="scene">The catalogue.</param>
    /// <param name="known">The currency's rate from the same moment, if there is one.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="now">The present.</param>
    public static CatalogueDecision SetRate(CatalogueScene scene, ExchangeRate? known, SetExchangeRate request, DateTimeOffset now)
    {
        var from = request.ValidFrom ?? now;
        var refusal =
            request.Currency.Length != 3 || !request.Currency.All(char.IsAsciiLetterUpper) ? EntryDraft.Invalid("currency", "currency must be three capital letters, such as USD.")
            : ExchangeRate.IsAud(request.Currency) ? EntryDraft.Invalid("currency", "currency must not be AUD, which needs no rate.")
            : !ExchangeRate.IsValidRate(request.RateToAud)
                ? EntryDraft.Invalid("rate_to_aud", $"rate_to_aud must be above 0, at most {ExchangeRate.MaxRate:0}, with at most {ExchangeRate.MaxDecimals} decimals.")
            : string.IsNullOrWhiteSpace(request.Source) || request.Source.Length > EntryDraft.MaxSourceLength
                ? EntryDraft.Invalid("source", $"source must have 1 to {EntryDraft.MaxSourceLength} characters.")
            : from < now - ExchangeRate.MaxAge ? EntryDraft.Invalid("valid_from", "valid_from must lie within the last 7 days or ahead: an older rate holds for no order.")
            : known is not null && known.RateToAud != request.RateToAud
                ? new ProviderChangeRefused(ProviderRefusal.RateExists, $"{request.Currency} has another rate from that very moment: name a later one.", "valid_from")
            : null;
        return refusal is not null ? new(refusal) : known is not null ? CatalogueDecision.Nothing : new(new CatalogueEdit
        {
            ExpectedVersion = scene.Version,
            Rate = new ExchangeRate(request.Currency, request.RateToAud, from, request.Source.Trim()),
            ActorId = request.Caller.UserId,
            OrganizationId = request.Caller.OrganizationId,
            At = now,
        });
    }

    /// <summary>The next version of an entry's price.</summary>
    internal static PriceVersion Version(OfferedModel model, CataloguePrice price) => new()
    {
        ModelId = model.Name,
        Version = model.Prices.Select(known => known.Version).DefaultIfEmpty(0).Max() + 1,
        Currency = price.Currency,
        Components = price.Components,
        ValidFrom = price.ValidFrom,
        Source = price.Source,
    };

    /// <summary>What goes on whatever else is wrong with an entry: it can always be switched and frozen.</summary>
    private static bool IsSwitch(string field) => field is "is_active" or "freeze";

    private static HashSet<string> Ids(CatalogueScene scene, OfferedModel model) =>
        scene.Models.Select(known => known.Name).Append(model.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>A freeze is of an account, so an entry that left it would thaw by the way.</summary>
    private static ProviderChangeRefused? RefuseMove(CatalogueScene scene, OfferedModel? before, OfferedModel after) =>
        before is not null && before.QuotaPool != after.QuotaPool && scene.Freezes.OfPool(before.QuotaPool) is not null
            ? new ProviderChangeRefused(ProviderRefusal.AccountFrozen, $"The account {before.QuotaPool} is frozen: lift that before an entry moves to another one.", "quota_pool")
            : null;

    private static ProviderChangeRefused? RefusePrice(OfferedModel model, CataloguePrice? price, DateTimeOffset now) =>
        price is null ? null
        : model.Prices.Count >= MaxPrices ? new ProviderChangeRefused(ProviderRefusal.TooMany, $"The entry has {MaxPrices} prices, which is the most it takes.", "price")
        : PriceVersion.Choose(model.Prices, now) is { } present && present.IsInForce(now) && price.ValidFrom < present.ValidFrom
            ? EntryDraft.Invalid("price.valid_from", $"price.valid_from: not before {present.ValidFrom:O}, when the price in force began, or the new one never holds.")
        : null;

    private static CataloguePrice? InForce(OfferedModel model, DateTimeOffset now) => PriceVersion.Choose(model.Prices, now) is not { } price ? null : new CataloguePrice
    {
        Currency = price.Currency,
        ValidFrom = price.ValidFrom,
        Source = price.Source,
        Certainty = PriceCertainty.Own,
        Components = price.Components,
    };

    private static OfferedModel Blank(AddProvider request, CatalogueCapabilities capabilities, DateTimeOffset now) => new()
    {
        Id = request.Id,
        ProviderName = request.ProviderName,
        ModelName = request.ModelName,
        IsActive = false,
        ApiEndpoint = "",
        Timeout = TimeSpan.FromSeconds(DefaultTimeoutSeconds),
        Capabilities = capabilities,
        MaxRetries = DefaultRetries,
        MaxConcurrency = DefaultConcurrency,
        ConfigurationJson = ModelConfiguration.With("{}", request.Fields.MaxConcurrency ?? DefaultConcurrency, null),
        CreatedAt = now,
        UpdatedAt = now,
        Prices = [],
    };

    /// <summary>True when an entry is what a request asks for, or cannot tell because it has changed since.</summary>
    private static bool IsMadeBy(OfferedModel known, OfferedModel wanted, NewPrice? price, DateTimeOffset now) => known.UpdatedAt != known.CreatedAt || (
        known.Name == wanted.Name
        && EntryDraft.Changed(known, wanted).Count == 0
        && (price is null
            ? known.Prices.Count == 0
            : known.Prices is [var first] && EntryDraft.ReadPrice(price, now).Price is { } asked
                && first.Currency == asked.Currency && first.Components.SequenceEqual(asked.Components)));
}

/// <summary>What is to be done about a change of the catalogue.</summary>
public sealed record CatalogueDecision
{
    /// <summary>Nothing: all is as asked.</summary>
    public static readonly CatalogueDecision Nothing = new((CatalogueEdit?)null);

    /// <summary>Nothing: the same was asked for before.</summary>
    public static readonly CatalogueDecision Replay = new((CatalogueEdit?)null) { IsReplay = true };

    /// <summary>Refuses.</summary>
    public CatalogueDecision(ProviderChangeRefused refusal) => Refusal = refusal;

    /// <summary>Changes.</summary>
    public CatalogueDecision(CatalogueEdit? edit) => Edit = edit;

    /// <summary>Why not.</summary>
    public ProviderChangeRefused? Refusal { get; }

    /// <summary>What to commit.</summary>
    public CatalogueEdit? Edit { get; }

    /// <summary>True when a repetition is answered.</summary>
    public bool IsReplay { get; private init; }
}
