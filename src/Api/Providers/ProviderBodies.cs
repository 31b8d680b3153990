using System.Text.Json;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Providers;

/// <summary>An entry of the catalogue to add.</summary>
internal sealed record AddProviderBody
{
    /// <summary>The provider, 1 to 50 of a-z, 0-9 and -; a known one is called through its adapter.</summary>
    public required string ProviderName { get; init; }

    /// <summary>The model's name at the provider; with the provider it is unique.</summary>
    public required string ModelName { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>True to offer it at once; off without it.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Where it is called, 1 to 500 characters.</summary>
    public required string ApiEndpoint { get; init; }

    /// <summary>What a typical image costs, for display and comparison; no hold is made of it.</summary>
    public Money? CostPerImageAud { get; init; }

    /// <summary>Promised availability in percent.</summary>
    public double? SlaPercentage { get; init; }

    /// <summary>How long one call may take, 1 to 3,600; 60 without it.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>What it can do.</summary>
    public required CapabilitiesBody Capabilities { get; init; }

    /// <summary>When its vendor opens it.</summary>
    public DateTimeOffset? AvailableFrom { get; init; }

    /// <summary>When its vendor ends it.</summary>
    public DateTimeOffset? ShutdownAt { get; init; }

    /// <summary>What takes over: another entry, <c>provider/model</c>.</summary>
    public string? ReplacementModel { get; init; }

    /// <summary>Where the provider's key lies; never the key.</summary>
    public string? KeyReference { get; init; }

    /// <summary>The account whose limits it shares; provider and key reference without it.</summary>
    public string? QuotaPool { get; init; }

    /// <summary>Attempts beyond the first, 0 to 10; 2 without it.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Calls a minute on its account; no limit without it.</summary>
    public int? RateLimitPerMinute { get; init; }

    /// <summary>Calls at the same time on its account, 1 to 1,000; 4 without it.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Most tokens of text that a call allows, as its price assumes.</summary>
    public int? MaxOutputTextTokens { get; init; }

    /// <summary>Its first price; it is refused as long as it has none.</summary>
    public PriceBody? Price { get; init; }

    public AddProvider ToRequest(Guid id, Caller caller) => new()
    {
        Id = id,
        Caller = caller,
        ProviderName = ProviderName,
        ModelName = ModelName,
        Fields = new ProviderFields
        {
            DisplayName = DisplayName,
            IsActive = IsActive,
            ApiEndpoint = ApiEndpoint,
            CostPerImage = CostPerImageAud,
            SlaPercentage = SlaPercentage,
            TimeoutSeconds = TimeoutSeconds,
            CapabilitiesJson = JsonSerializer.Serialize(Capabilities, CatalogueBodyJson.Default.CapabilitiesBody),
            AvailableFrom = AvailableFrom,
            ShutdownAt = ShutdownAt,
            ReplacementModel = ReplacementModel,
            KeyReference = KeyReference,
            QuotaPool = QuotaPool,
            MaxRetries = MaxRetries,
            RateLimitPerMinute = RateLimitPerMinute,
            MaxConcurrency = MaxConcurrency,
            MaxOutputTextTokens = MaxOutputTextTokens,
            Price = Price?.ToPrice(),
        },
    };
}

/// <summary>What to change of an entry; absent fields stay as they are, and null empties those that may be empty.</summary>
internal sealed record ChangeProviderBody : PatchBody
{
    private static readonly IReadOnlyList<string> MayBeEmpty =
    [
        "display_name", "sla_percentage", "available_from", "shutdown_at", "replacement_model", "key_reference", "quota_pool", "rate_limit_per_minute",
        "max_output_text_tokens", "freeze",
    ];

    protected override IReadOnlyList<string> Clearable => MayBeEmpty;

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>False switches it off, as DELETE does.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Where it is called, 1 to 500 characters.</summary>
    public string? ApiEndpoint { get; init; }

    /// <summary>What a typical image costs, for display and comparison.</summary>
    public Money? CostPerImageAud { get; init; }

    /// <summary>Promised availability in percent.</summary>
    public double? SlaPercentage { get; init; }

    /// <summary>How long one call may take, 1 to 3,600.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>All of what it can do.</summary>
    public CapabilitiesBody? Capabilities { get; init; }

    /// <summary>When its vendor opens it.</summary>
    public DateTimeOffset? AvailableFrom { get; init; }

    /// <summary>When its vendor ends it.</summary>
    public DateTimeOffset? ShutdownAt { get; init; }

    /// <summary>What takes over: another entry, <c>provider/model</c>.</summary>
    public string? ReplacementModel { get; init; }

    /// <summary>Where the provider's key lies; never the key.</summary>
    public string? KeyReference { get; init; }

    /// <summary>The account whose limits it shares; null for provider and key reference.</summary>
    public string? QuotaPool { get; init; }

    /// <summary>Attempts beyond the first, 0 to 10.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>Calls a minute on its account; null for no limit.</summary>
    public int? RateLimitPerMinute { get; init; }

    /// <summary>Calls at the same time on its account, 1 to 1,000.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Most tokens of text that a call allows, as its price assumes.</summary>
    public int? MaxOutputTextTokens { get; init; }

    /// <summary>A price, which becomes its next version.</summary>
    public PriceBody? Price { get; init; }

    /// <summary>Freezes its account: orders are refused and no call begins, for every model of it, until null lifts that.</summary>
    public FreezeBody? Freeze { get; init; }

    public ChangeProvider ToRequest(Guid id, Caller caller, string? tag) => new()
    {
        Id = id,
        Caller = caller,
        ExpectedTag = tag,
        Fields = new ProviderFields
        {
            DisplayName = DisplayName,
            IsActive = IsActive,
            ApiEndpoint = ApiEndpoint,
            CostPerImage = CostPerImageAud,
            SlaPercentage = SlaPercentage,
            TimeoutSeconds = TimeoutSeconds,
            CapabilitiesJson = Capabilities is null ? null : JsonSerializer.Serialize(Capabilities, CatalogueBodyJson.Default.CapabilitiesBody),
            AvailableFrom = AvailableFrom,
            ShutdownAt = ShutdownAt,
            ReplacementModel = ReplacementModel,
            KeyReference = KeyReference,
            QuotaPool = QuotaPool,
            MaxRetries = MaxRetries,
            RateLimitPerMinute = RateLimitPerMinute,
            MaxConcurrency = MaxConcurrency,
            MaxOutputTextTokens = MaxOutputTextTokens,
            Price = Price?.ToPrice(),
            FreezeReason = Freeze?.Reason,
            Cleared = [.. MayBeEmpty.Where(Clears)],
        },
    };
}

/// <summary>An entry of the catalogue.</summary>
internal sealed record ProviderAnswer
{
    /// <summary>The entry.</summary>
    public required Guid Id { get; init; }

    /// <summary>The provider.</summary>
    public required string ProviderName { get; init; }

    /// <summary>The model's name at the provider.</summary>
    public required string ModelName { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>False when switched off.</summary>
    public required bool IsActive { get; init; }

    /// <summary>Where it is called.</summary>
    public required string ApiEndpoint { get; init; }

    /// <summary>What a typical image costs, for display and comparison.</summary>
    public required Money CostPerImageAud { get; init; }

    /// <summary>Promised availability in percent.</summary>
    public double? SlaPercentage { get; init; }

    /// <summary>How long one call may take.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>What it can do.</summary>
    public required JsonElement Capabilities { get; init; }

    /// <summary>When its vendor opens it.</summary>
    public DateTimeOffset? AvailableFrom { get; init; }

    /// <summary>When its vendor ends it.</summary>
    public DateTimeOffset? ShutdownAt { get; init; }

    /// <summary>What takes over, <c>provider/model</c>.</summary>
    public string? ReplacementModel { get; init; }

    /// <summary>Where the provider's key lies.</summary>
    public string? KeyReference { get; init; }

    /// <summary>The account as it is set; absent for the default.</summary>
    public string? QuotaPool { get; init; }

    /// <summary>The account whose limits it shares.</summary>
    public required string Account { get; init; }

    /// <summary>Attempts beyond the first.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>Calls a minute on its account; absent for no limit.</summary>
    public int? RateLimitPerMinute { get; init; }

    /// <summary>Calls at the same time on its account.</summary>
    public required int MaxConcurrency { get; init; }

    /// <summary>Most tokens of text that a call allows.</summary>
    public int? MaxOutputTextTokens { get; init; }

    /// <summary>The freeze of its account, while one holds.</summary>
    public FreezeAnswer? Freeze { get; init; }

    /// <summary>Its prices, newest version first.</summary>
    public required IReadOnlyList<PriceAnswer> Prices { get; init; }

    /// <summary>When it was entered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static ProviderAnswer Of(ProviderView entry) => new()
    {
        Id = entry.Id,
        ProviderName = entry.ProviderName,
        ModelName = entry.ModelName,
        DisplayName = entry.Fields.DisplayName,
        IsActive = entry.Fields.IsActive == true,
        ApiEndpoint = entry.Fields.ApiEndpoint!,
        CostPerImageAud = entry.Fields.CostPerImage.GetValueOrDefault(),
        SlaPercentage = entry.Fields.SlaPercentage,
        TimeoutSeconds = entry.Fields.TimeoutSeconds.GetValueOrDefault(),
        Capabilities = JsonElement.Parse(entry.Fields.CapabilitiesJson!),
        AvailableFrom = entry.Fields.AvailableFrom,
        ShutdownAt = entry.Fields.ShutdownAt,
        ReplacementModel = entry.Fields.ReplacementModel,
        KeyReference = entry.Fields.KeyReference,
        QuotaPool = entry.Fields.QuotaPool,
        Account = entry.Account,
        MaxRetries = entry.Fields.MaxRetries.GetValueOrDefault(),
        RateLimitPerMinute = entry.Fields.RateLimitPerMinute,
        MaxConcurrency = entry.Fields.MaxConcurrency.GetValueOrDefault(),
        MaxOutputTextTokens = entry.Fields.MaxOutputTextTokens,
        Freeze = FreezeAnswer.Of(entry.Freeze),
        Prices = [.. entry.Prices.Select(PriceAnswer.Of)],
        CreatedAt = entry.CreatedAt,
        UpdatedAt = entry.UpdatedAt,
    };
}

/// <summary>A version of a price.</summary>
internal sealed record PriceAnswer
{
    /// <summary>1 and up for each entry.</summary>
    public required int Version { get; init; }

    /// <summary>Currency of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>The first moment it holds.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>True for the one that orders are priced by now.</summary>
    public required bool IsInForce { get; init; }

    /// <summary>True while nothing may be priced with it, because the provider charged more than it says.</summary>
    public required bool IsSuspended { get; init; }

    /// <summary>Where the amounts come from.</summary>
    public required string Source { get; init; }

    /// <summary>The amounts.</summary>
    public required JsonElement Components { get; init; }

    public static PriceAnswer Of(PriceView price) => new()
    {
        Version = price.Version,
        Currency = price.Currency,
        ValidFrom = price.ValidFrom,
        IsInForce = price.IsInForce,
        IsSuspended = price.IsSuspended,
        Source = price.Source,
        Components = JsonElement.Parse(price.ComponentsJson),
    };
}
