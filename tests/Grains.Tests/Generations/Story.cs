using System.Security.Cryptography;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Safety;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Tests.Providers;
using DonatelloAI.Grains.Tests.Safety;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>One generation from one person of a department of its own, across as many processes as it takes.</summary>
internal sealed class Story
{
    /// <summary>What no file of ours may hold in clear.</summary>
    public const string Prompt = "a heron of polished brass above seven reeds";

    /// <summary>What one image costs at most, where it costs anything.</summary>
    public static readonly Money Price = Money.FromAud(0.04m);

    /// <summary>What it costs of the runner-up, which is not the first choice because of it.</summary>
    public static readonly Money RunnerUpPrice = Money.FromAud(0.06m);

    private Story(Ground ground, CallKind kind, int maxRetries)
    {
        Ground = ground;
        Vendor = new ScriptedVendor(kind);
        Model = RouterBench.Model("vendor/painter", kind == CallKind.Repeatable ? 0 : 0.04m) with
        {
            Capabilities = RouterBench.Plain with { CallKind = kind },
            Timeout = TimeSpan.FromMinutes(10),
            MaxRetries = maxRetries,
        };
        Clock = new HastyClock(Sample.Now);
        Books = ground.NewBudgetStore();
        Store = ground.NewGenerationStore(Clock);
    }

    public Ground Ground { get; }

    public ScriptedVendor Vendor { get; }

    public OfferedModel Model { get; set; }

    /// <summary>What else is on offer.</summary>
    public IReadOnlyList<OfferedModel> Others { get; set; } = [];

    /// <summary>What person and department prefer.</summary>
    public RoutingPreferences Preferences { get; set; } = new();

    /// <summary>The model that takes over, of another account; null where the first one is named and stays alone.</summary>
    public OfferedModel? RunnerUp { get; set; }

    /// <summary>Every model on offer.</summary>
    public IReadOnlyList<OfferedModel> Models => RunnerUp is { } other ? [Model, other, .. Others] : [Model, .. Others];

    /// <summary>Until when accounts are closed, by name; the others are open.</summary>
    public Dictionary<string, DateTimeOffset> Closed { get; } = [];

    /// <summary>Accounts that are frozen, by name.</summary>
    public Dictionary<string, FreezeView> Frozen { get; } = new(StringComparer.Ordinal);

    /// <summary>Who is asked about content; nobody unless a test says so.</summary>
    public ScriptedChecker? Checker { get; set; }

    /// <summary>What the organisation says about content.</summary>
    public ContentSafetySettings? Policy { get; set; }

    /// <summary>Lines of phrases that are not taken.</summary>
    public IReadOnlyList<string> Words { get; set; } = [];

    public HastyClock Clock { get; }

    public Guid Id { get; } = Guid.CreateVersion7();

    public Guid UserId { get; } = Guid.CreateVersion7();

    public Guid DepartmentId { get; } = Guid.CreateVersion7();

    /// <summary>The ledger as nobody's power can keep a test from reading it.</summary>
    public IBudgetStore Books { get; }

    /// <summary>The generations, likewise.</summary>
    public IGenerationStore Store { get; }

    public Caller Caller => new()
    {
        UserId = UserId,
        OrganizationId = Ground.OrganizationId,
        DepartmentId = DepartmentId,
        Role = UserRole.StandardUser,
        Scopes = KeyScopes.All,
    };

    public SubmitGenerations Request => new()
    {
        Ids = [Id],
        Caller = Caller,
        Order = new ImageOrder { Prompt = Prompt, Model = RunnerUp is null ? Model.Name : "auto" },
        RequestHash = SHA256.HashData(Id.ToByteArray()),
    };

    public static async Task<Story> Begin(Ground ground, CallKind kind, int maxRetries = 3, decimal budget = 100)
    {
        var story = new Story(ground, kind, maxRetries);
        await ground.AddDepartment(story.DepartmentId, story.UserId, Money.FromAud(budget), story.Clock.GetUtcNow());
        return story;
    }

    /// <summary>The same with a choice that is left open between two models, each of an account of its own.</summary>
    public static async Task<Story> BeginOpen(Ground ground, CallKind kind, int maxRetries = 0, decimal budget = 100)
    {
        var story = await Begin(ground, kind, maxRetries, budget);
        story.RunnerUp = RouterBench.Model("second/brush", 0.06m) with
        {
            Capabilities = RouterBench.Plain with { CallKind = CallKind.Unconfirmable },
            Timeout = story.Model.Timeout,
            MaxRetries = maxRetries,
        };
        return story;
    }

    /// <summary>What an image of a model costs.</summary>
    public Money PriceOf(string model) => model == RunnerUp?.Name ? RunnerUpPrice : Price;

    public async Task<GenerationRecord> Find() => (await Store.Find(Id))!;

    public async Task<LedgerSnapshot> Ledger() => (await Books.Load(DepartmentId))!;

    public async Task<VerifyReport> Verify() => (await Books.Verify(DepartmentId))!;

    /// <summary>Attempts that were charged, with what for.</summary>
    public async Task<IReadOnlyList<(int AttemptNo, Money Charged, CostSource Source)>> Costs()
    {
        await using var context = await Ground.Database.Contexts.CreateDbContextAsync();
        return [.. context.CostEvents.Where(cost => cost.GenerationId == Id).OrderBy(cost => cost.AttemptNo).ToList()
            .Select(cost => (cost.AttemptNo, cost.ActualCostAud, cost.CostSource))];
    }
}
