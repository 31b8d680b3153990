using System.Buffers.Binary;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Batches;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Tests.Budgets;

/// <summary>Short ways to the operations of a ledger, on numbered ids.</summary>
internal static class Work
{
    public static readonly Guid Actor = Id(0xAC, 1);

    public static Guid User(int number) => Id(0x01, number);

    public static Guid Key(int number) => Id(0x02, number);

    public static Guid GenerationId(int number) => Id(0x03, number);

    public static Guid BatchId(int number) => Id(0x04, number);

    public static Guid Operation(int number) => Id(0x05, number);

    public static Money Aud(decimal aud) => Money.FromAud(aud);

    public static Reserve Reserve(int generation, decimal aud, int user = 1, int? key = null) =>
        Reserve([Line(generation, aud)], User(user), key is { } k ? Key(k) : null);

    public static Reserve Reserve(IReadOnlyList<ReserveLine> lines, Guid user, Guid? key = null) =>
        new() { UserId = user, ApiKeyId = key, Lines = lines };

    public static Reserve ReserveBatch(int batch, decimal aud, int user = 1, int? key = null) => new()
    {
        UserId = User(user),
        ApiKeyId = key is { } k ? Key(k) : null,
        Lines =
        [
            new ReserveLine
            {
                HoldId = DerivedId.BatchHold(BatchId(batch)),
                Ceiling = new PricedAmount(Aud(aud)),
                Batch = new BatchDraft { Id = BatchId(batch), ItemCount = 100 },
            },
        ],
    };

    public static ReserveLine Line(int generation, decimal aud, int? batch = null) => new()
    {
        HoldId = DerivedId.Hold(GenerationId(generation), 1),
        Ceiling = new PricedAmount(Aud(aud), 1.5m, 7, IsFree: aud == 0),
        Generation = Draft(generation, batch),
    };

    public static TopUp TopUp(int generation, int attempt, decimal aud) => new()
    {
        FirstHoldId = DerivedId.Hold(GenerationId(generation), 1),
        GenerationId = GenerationId(generation),
        AttemptNo = attempt,
        Ceiling = new PricedAmount(Aud(aud)),
    };

    public static Draw Draw(int batch, int generation, decimal aud) => new()
    {
        BatchHoldId = DerivedId.BatchHold(BatchId(batch)),
        Item = Line(generation, aud, batch),
    };

    public static Settle Settle(int generation, decimal cost, int hold = 1, int? attempt = null, bool ends = true) => new()
    {
        HoldId = DerivedId.Hold(GenerationId(generation), hold),
        GenerationId = GenerationId(generation),
        AttemptNo = attempt ?? hold,
        ProviderCost = Aud(cost),
        Source = CostSource.Usage,
        ModelProvider = "local",
        End = ends ? new GenerationEnd { Outcome = GenerationOutcome.Completed, ExpectedVersion = 0, ImageUrl = "folder:a.png" } : null,
    };

    public static Release Release(int generation, int hold = 1, bool ends = true) => new()
    {
        HoldId = DerivedId.Hold(GenerationId(generation), hold),
        GenerationId = GenerationId(generation),
        Reason = "failed",
        End = ends ? new GenerationEnd { Outcome = GenerationOutcome.Failed, ExpectedVersion = 0 } : null,
    };

    public static Release ReleaseBatch(int batch) => new() { HoldId = DerivedId.BatchHold(BatchId(batch)), Reason = "ended" };

    public static SetBudget SetBudget(int operation, decimal? aud = null, EnforcementMode? mode = null, IReadOnlyList<int>? thresholds = null) => new()
    {
        OperationId = Operation(operation),
        ActorId = Actor,
        MonthlyBudget = aud is { } amount ? Aud(amount) : null,
        Mode = mode,
        Thresholds = thresholds,
    };

    public static SetLimit LimitUser(int operation, int user, decimal? aud) => new()
    {
        OperationId = Operation(operation),
        ActorId = Actor,
        SubjectId = User(user),
        Subject = LimitSubject.User,
        Amount = aud is { } amount ? Aud(amount) : null,
    };

    public static SetLimit LimitKey(int operation, int key, decimal? aud) => new()
    {
        OperationId = Operation(operation),
        ActorId = Actor,
        SubjectId = Key(key),
        Subject = LimitSubject.ApiKey,
        Amount = aud is { } amount ? Aud(amount) : null,
    };

    public static Adjust Adjust(int operation, decimal aud, DateOnly? period = null) => new()
    {
        OperationId = Operation(operation),
        ActorId = Actor,
        Amount = Aud(aud),
        PeriodStart = period,
        Reason = "correction",
    };

    private static GenerationDraft Draft(int generation, int? batch) => new()
    {
        Id = GenerationId(generation),
        BatchId = batch is { } b ? BatchId(b) : null,
        ModelProvider = "local",
        ModelName = "canvas",
        PromptEncrypted = "sealed",
        MetadataJson = "{}",
    };

    private static Guid Id(byte kind, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes[0] = kind;
        bytes[8] = 0x80;
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        return new Guid(bytes, bigEndian: true);
    }
}
