using DonatelloAI.Grains.Freezes;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Storage.Audit;
using DonatelloAI.Storage.Batches;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Freezes;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Users;
using DonatelloAI.Storage.Webhooks;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>One valid row of every table, all of one tenant.</summary>
public sealed class SampleRows
{
    public static readonly DateTimeOffset Moment = new DateTimeOffset(2026, 11, 22, 10, 30, 0, TimeSpan.Zero).AddMicroseconds(123_457);

    public static readonly DateOnly PeriodStart = new(2026, 11, 1);

    public SampleRows()
    {
        Organization = new() { Id = Guid.CreateVersion7(), Name = "Acme Corporation", Domain = $"{Guid.CreateVersion7():n}.acme.com.au", MonthlyCapAud = Aud(9000) };
        Department = new() { Id = Guid.CreateVersion7(), OrganizationId = Organization.Id, Name = "Marketing", Code = "MKTG" };
        User = NewUser();
        Batch = new() { Id = Guid.CreateVersion7(), OrganizationId = Organization.Id, DepartmentId = Department.Id, UserId = User.Id, ItemCount = 3 };
        Generation = NewGeneration();
        Provider = new() { Id = Guid.CreateVersion7(), ProviderName = "openai", ModelName = $"gpt-image-{Guid.CreateVersion7():n}", ApiEndpoint = "https://api.openai.com/v1", CostPerImageAud = Aud(0.08m), SlaPercentage = 99.9 };
        Webhook = new() { Id = Guid.CreateVersion7(), OrganizationId = Organization.Id, UserId = User.Id, WebhookUrl = "https://hooks.acme.com.au/d", SecretHash = "h", SecretEncrypted = "s" };
    }

    public OrganizationRow Organization { get; }

    public DepartmentRow Department { get; }

    public UserRow User { get; }

    public BatchRow Batch { get; }

    public GenerationRow Generation { get; }

    public ModelProviderRow Provider { get; }

    public WebhookRow Webhook { get; }

    public object[] Tenant => [Organization, Department, User];

    /// <summary>One row of every table.</summary>
    public object[] All =>
    [
        Organization, Department, User, Batch, Generation, Provider, Webhook,
        NewPreference(), NewApiKey(), NewSession(), NewBinding(), NewBudget(), NewPeriod(), NewEntry(1), NewHold(), NewLimit(),
        NewMetadata(), NewAttempt(), NewCostEvent(), NewConfig(), NewPrice(), NewRate(), NewDelivery(), NewEvent(),
        NewIdempotencyKey(), NewAuditEvent(1), NewDataKey(), NewFreeze(), NewState(),
    ];

    public static Money Aud(decimal aud) => Money.FromAud(aud);

    public UserRow NewUser() => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Organization.Id,
        DepartmentId = Department.Id,
        AzureAdId = $"{Guid.CreateVersion7()}",
        Email = "sealed",
        EmailIndex = Guid.CreateVersion7().ToByteArray(),
        EmailIndexVersion = 1,
        Role = UserRole.PowerUser,
        LastLoginAt = Moment,
    };

    public UserPreferenceRow NewPreference() => new()
    {
        OrganizationId = Organization.Id, UserId = User.Id, PreferenceKey = "theme", PreferenceValue = "\"dark\"",
    };

    public ApiKeyRow NewApiKey() => new()
    {
        OrganizationId = Organization.Id,
        UserId = User.Id,
        KeyName = "build",
        KeyHash = $"{Guid.CreateVersion7():n}",
        KeyPrefix = "dnt_0193",
        Scopes = """["generate", "read"]""",
    };

    public UserSessionRow NewSession() => new()
    {
        OrganizationId = Organization.Id, UserId = User.Id, RefreshTokenHash = $"{Guid.CreateVersion7():n}", ExpiresAt = Moment.AddDays(7),
    };

    public IssuerBindingRow NewBinding() => new()
    {
        OrganizationId = Organization.Id, Issuer = $"https://{Organization.Id:n}.example", TenantId = "", Audience = "donatello", CreatedAt = Moment,
    };

    public DepartmentBudgetRow NewBudget() => new()
    {
        OrganizationId = Organization.Id,
        DepartmentId = Department.Id,
        MonthlyBudgetAud = Aud(5000),
        CurrentSpendAud = Aud(3250.50m),
        BudgetPeriodStart = PeriodStart,
        BudgetPeriodEnd = new DateOnly(2026, 11, 30),
        TimeZone = "Australia/Sydney",
        Thresholds = "[50, 80, 100]",
    };

    public BudgetPeriodRow NewPeriod() => new()
    {
        DepartmentId = Department.Id,
        OrganizationId = Organization.Id,
        PeriodStart = PeriodStart,
        PeriodEnd = new DateOnly(2026, 11, 30),
        TimeZone = "Australia/Sydney",
        EnforcementMode = EnforcementMode.Hard,
    };

    public BudgetEntryRow NewEntry(long sequence) => new()
    {
        DepartmentId = Department.Id,
        Sequence = sequence,
        OrganizationId = Organization.Id,
        PeriodStart = PeriodStart,
        Kind = EntryKind.TopUp,
        EnforcementMode = EnforcementMode.Hard,
        AmountAud = Aud(0.08m),
        SpentAfterAud = Money.Zero,
        HeldAfterAud = Aud(0.08m),
        BudgetAfterAud = Aud(5000),
        CreatedAt = Moment,
    };

    public BudgetHoldRow NewHold() => new()
    {
        Id = DerivedId.Hold(Generation.Id, 1),
        OrganizationId = Organization.Id,
        DepartmentId = Department.Id,
        PeriodStart = PeriodStart,
        GenerationId = Generation.Id,
        UserId = User.Id,
        AmountAud = Aud(0.08m),
        RemainingAud = Aud(0.08m),
        FxRate = 1.523456789m,
        PriceVersion = 1,
        CreatedAt = Moment,
    };

    public BudgetLimitRow NewLimit() => new()
    {
        DepartmentId = Department.Id,
        SubjectId = User.Id,
        OrganizationId = Organization.Id,
        SubjectKind = LimitSubject.ApiKey,
        AmountAud = Aud(100),
        PeriodStart = PeriodStart,
    };

    public GenerationRow NewGeneration() => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Organization.Id,
        UserId = User.Id,
        DepartmentId = Department.Id,
        ModelProvider = "openai",
        ModelName = "gpt-image-2",
        PromptEncrypted = "sealed",
        CreatedAt = Moment,
    };

    public GenerationMetadataRow NewMetadata() => new()
    {
        OrganizationId = Organization.Id, GenerationId = Generation.Id, PromptComplexityScore = 0.4, PromptLanguage = "en-AU",
    };

    public GenerationAttemptRow NewAttempt() => new()
    {
        OrganizationId = Organization.Id,
        DepartmentId = Department.Id,
        GenerationId = Generation.Id,
        AttemptNo = 1,
        HoldId = DerivedId.Hold(Generation.Id, 1),
        ModelProvider = "openai",
        ModelName = "gpt-image-2",
        QuotaPool = "openai/main",
        CallKind = CallKind.Unconfirmable,
        Owner = "silo-1",
        LeaseUntil = Moment.AddMinutes(1),
        StartedAt = Moment,
    };

    public CostEventRow NewCostEvent() => new()
    {
        OrganizationId = Organization.Id,
        GenerationId = Generation.Id,
        AttemptNo = 1,
        DepartmentId = Department.Id,
        UserId = User.Id,
        HoldId = DerivedId.Hold(Generation.Id, 1),
        PeriodStart = PeriodStart,
        ModelProvider = "openai",
        EstimatedCostAud = Aud(0.08m),
        ActualCostAud = Aud(0.079999m),
        ProviderCostAud = Aud(0.079999m),
        CostSource = CostSource.PriceList,
        ProviderAmount = 0.052512345678m,
        ProviderCurrency = "USD",
        FxRate = 1.523456789m,
    };

    public ProviderConfigRow NewConfig() => new() { ProviderId = Provider.Id, ApiKeyVaultRef = "openai-main" };

    public PriceVersionRow NewPrice() => new()
    {
        ProviderId = Provider.Id, Version = 1, Currency = "USD", Components = "{}", ValidFrom = Moment, Source = "price list",
    };

    public static ExchangeRateRow NewRate() => new() { Currency = "USD", RateToAud = 1.523456789m, ValidFrom = Moment, Source = "RBA" };

    public FreezeRow NewFreeze() => new()
    {
        Id = Guid.CreateVersion7(),
        SubjectId = Department.Id,
        Kind = FreezeKind.Department,
        OrganizationId = Organization.Id,
        Reason = "An audit of its campaigns",
        FrozenAt = Moment,
        FrozenBy = User.Id,
        LiftedAt = Moment,
        LiftedBy = User.Id,
    };

    /// <summary>Not the one that means something, which every database begins with.</summary>
    public static CatalogueStateRow NewState() => new() { Id = CatalogueStateRow.TheOne + 1, Version = 3, UpdatedAt = Moment };

    public WebhookDeliveryRow NewDelivery() => new()
    {
        OrganizationId = Organization.Id,
        WebhookId = Webhook.Id,
        EventId = Guid.CreateVersion7(),
        EventType = "generation.completed",
        Payload = "{}",
        NextAttemptAt = Moment,
    };

    public OutboxRow NewEvent() => new()
    {
        Id = Guid.CreateVersion7(),
        Shard = 3,
        OrganizationId = Organization.Id,
        SubjectType = "generation",
        SubjectId = Generation.Id,
        SubjectVersion = 1,
        EventType = "generation.accepted",
        Payload = """{"status":"pending",  "a":1}""",
        CreatedAt = Moment,
        Mac = new byte[32],
    };

    public IdempotencyKeyRow NewIdempotencyKey() => new()
    {
        OrganizationId = Organization.Id,
        UserId = User.Id,
        Route = "POST /v1/webhooks",
        IdempotencyKey = "k-1",
        RequestHash = new byte[32],
        ExpiresAt = Moment.AddDays(1),
    };

    public AuditEventRow NewAuditEvent(long position) => new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Organization.Id,
        UserId = $"{User.Id}",
        ChainSeq = position,
        PrevHash = new byte[32],
        Hash = new byte[32],
        Timestamp = Moment,
        EventType = "generation.completed",
        Action = "image_generated",
        ResourceType = "generation",
        ResourceId = $"{Generation.Id}",
        Status = "success",
    };

    public DataKeyRow NewDataKey() => new()
    {
        OwnerId = User.Id, Version = 1, OrganizationId = Organization.Id, WrappedKey = new byte[DataKeyWrap.WrappedBytes], MasterVersion = 1,
    };
}
