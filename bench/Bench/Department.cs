using DonatelloAI.Contracts.Users;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Bench;

/// <summary>A department with more money than a benchmark can spend, and the operations on it.</summary>
internal sealed class Department
{
    private const int Prices = 40;
    private const int People = 64;

    private static readonly string Prompt = new('x', 300);

    private readonly Guid[] _users = [.. Enumerable.Range(0, People).Select(_ => Guid.CreateVersion7())];
    private int _calls;

    private Department()
    {
    }

    public Guid Id { get; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; } = Guid.CreateVersion7();

    /// <summary>One of its people.</summary>
    public Guid UserId => _users[0];

    public static async Task<Department> Create(IDbContextFactory<DonatelloContext> contexts)
    {
        var made = new Department();
        await using var context = await contexts.CreateDbContextAsync();
        context.Organizations.Add(new OrganizationRow { Id = made.OrganizationId, Name = "Bench", Domain = $"{made.OrganizationId:n}.example.com" });
        var department = new NewDepartment
        {
            Id = made.Id,
            OrganizationId = made.OrganizationId,
            Name = "Bench",
            Code = "BENCH",
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney"),
            MonthlyBudget = Money.FromAud(900_000_000),
        };
        DepartmentFactory.Add(context, department, TimeProvider.System.GetUtcNow());
        context.Users.AddRange(made._users.Select(made.NewUser));
        await context.SaveChangesAsync();
        return made;
    }

    /// <summary>A hold, its entry, a generation with metadata, and its event; people and prices vary as they would.</summary>
    public Reserve Work()
    {
        var call = (uint)Interlocked.Increment(ref _calls);
        var generation = Guid.CreateVersion7();
        return new Reserve
        {
            UserId = _users[call % People],
            Lines =
            [
                new ReserveLine
                {
                    HoldId = DerivedId.Hold(generation, 1),
                    Ceiling = new PricedAmount(Money.FromMicros(80_000 + (call % Prices * 1_000)), 1.55m, 1),
                    Generation = new GenerationDraft
                    {
                        Id = generation,
                        ModelProvider = "openai",
                        ModelName = "gpt-image-2",
                        PromptEncrypted = Prompt,
                        MetadataJson = """{"resolution":"1024x1024","quality":"high","seed":7}""",
                        SelectedModelReason = "explicit",
                        PromptLanguage = "en",
                        PromptComplexityScore = 0.4,
                    },
                },
            ],
        };
    }

    private UserRow NewUser(Guid id) => new()
    {
        Id = id,
        OrganizationId = OrganizationId,
        DepartmentId = Id,
        AzureAdId = id.ToString(),
        Email = "sealed",
        EmailIndex = id.ToByteArray(),
        EmailIndexVersion = 1,
        Role = UserRole.PowerUser,
    };

    public static Settle Settle(Reserve work) => new()
    {
        HoldId = work.Lines[0].HoldId,
        GenerationId = work.Lines[0].Generation!.Id,
        AttemptNo = 1,
        ProviderCost = Money.FromMicros(61_234),
        Source = CostSource.Usage,
        ModelProvider = "openai",
        End = new GenerationEnd
        {
            Outcome = GenerationOutcome.Completed,
            ExpectedVersion = 0,
            ImageUrl = "2026/11/22/aa0e8400.png",
            ThumbnailUrl = "2026/11/22/aa0e8400.thumb.jpg",
            GenerationTimeMs = 12_450,
        },
    };
}
