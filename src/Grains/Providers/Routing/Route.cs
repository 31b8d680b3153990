using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers.Prompts;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>Everything that the choice of a model depends on.</summary>
public sealed record RoutingRequest
{
    /// <summary>What is asked for. Its model: a name is explicit, <c>auto</c> leaves the choice open, null follows preferences.</summary>
    public required ImageOrder Order { get; init; }

    /// <summary>The catalogue.</summary>
    public required ModelSnapshot Models { get; init; }

    /// <summary>The adapters of this process.</summary>
    public required IProviderRegistry Providers { get; init; }

    /// <summary>The user's preferred model; null, empty or <c>auto</c> for none.</summary>
    public string? PreferredModel { get; init; }

    /// <summary>The department's default model; null, empty or <c>auto</c> for none.</summary>
    public string? DepartmentModel { get; init; }

    /// <summary>
    /// The department's quality for orders that name none, where a model has it; null leaves it to the model. It also says how much
    /// better models count where the choice is open: see <see cref="QualityNeed"/>.
    /// </summary>
    public string? PreferredQuality { get; init; }

    /// <summary>How much the price counts against quality and reliability where the choice is open, 0 to 1.</summary>
    public decimal CostWeight { get; init; } = ModelRouter.DefaultCostWeight;

    /// <summary>
    /// A random seed to pin where the order names none and the model takes one, so that the picture can be made again; null
    /// leaves it to the provider.
    /// </summary>
    public long? FreshSeed { get; init; }

    /// <summary>What is known of the prompt.</summary>
    public PromptFacts Prompt { get; init; } = PromptFacts.None;

    /// <summary>Images that are paid for together, 1 or more.</summary>
    public int Images { get; init; } = 1;

    /// <summary>
    /// What the images may cost together at most, where that is known: an open choice takes nothing dearer. Null for no bound. A named
    /// model is not measured by it: its price is the ledger's to refuse.
    /// </summary>
    public Money? Left { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>True where the order names no model, so that another one may take the place of the best.</summary>
    public bool IsOpen => OrderFit.IsOpen(Order.Model);
}

/// <summary>A model that was chosen, or the reason why none was.</summary>
public abstract record RoutingResult
{
    private protected RoutingResult()
    {
    }
}

/// <summary>The chosen model with everything that the order left open made explicit.</summary>
public sealed record Route : RoutingResult
{
    /// <summary>Most characters of <see cref="Reason"/>.</summary>
    public const int MaxReasonLength = 255;

    /// <summary>The model.</summary>
    public required OfferedModel Model { get; init; }

    /// <summary>The explicit size.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>The explicit quality; null where the model has none.</summary>
    public required string? Quality { get; init; }

    /// <summary>The file format.</summary>
    public required string OutputFormat { get; init; }

    /// <summary><c>transparent</c> or <c>opaque</c> where that was asked for and the model can do both; null otherwise.</summary>
    public string? Background { get; init; }

    /// <summary>The seed; null where the model takes none, or for one of the provider's choosing.</summary>
    public required long? Seed { get; init; }

    /// <summary>Partial images that the provider is asked for; 0 where the model has none.</summary>
    public int PartialImages { get; init; }

    /// <summary>UTF-8 bytes of prompt, negative prompt and style.</summary>
    public required int PromptBytes { get; init; }

    /// <summary>The most that one image costs, with the rate and price version to pin.</summary>
    public required PricedAmount Ceiling { get; init; }

    /// <summary>Why this model, in a sentence of at most <see cref="MaxReasonLength"/> characters.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// The second best on another account, <c>provider/model</c>, which can make the same size and format; null where there is
    /// none, and where the model was named explicitly: who names a model gets that one.
    /// </summary>
    public string? RunnerUp { get; init; }

    /// <summary>The most that one image of <see cref="RunnerUp"/> costs.</summary>
    public PricedAmount? RunnerUpCeiling { get; init; }

    /// <summary>The retired model that was asked for and that <see cref="Model"/> takes the place of; null where none was.</summary>
    public Replacement? Replaced { get; init; }
}

/// <summary>A model that its vendor has ended, and that another one stands in for.</summary>
/// <param name="Model">The retired model, <c>provider/model</c>.</param>
/// <param name="RetiredAt">When it was ended.</param>
public sealed record Replacement(string Model, DateTimeOffset RetiredAt);

/// <summary>No model.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">One sentence with reason and remedy; quotes no text of the order but names.</param>
/// <param name="Field">The field of the order that is at fault, in snake_case; null where none is.</param>
public sealed record RouteRefused(GenerationRefusal Reason, string Message, string? Field = null) : RoutingResult;
