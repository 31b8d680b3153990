using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;

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

    /// <summary>The department's quality for orders that name none, where a model has it; null leaves it to the model.</summary>
    public string? PreferredQuality { get; init; }

    /// <summary>How much the price counts against reliability where the choice is open, 0 to 1.</summary>
    public decimal CostWeight { get; init; } = ModelRouter.DefaultCostWeight;

    /// <summary>
    /// A random seed to pin where the order names none and the model takes one, so that the picture can be made again; null
    /// leaves it to the provider.
    /// </summary>
    public long? FreshSeed { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset Now { get; init; }
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

    /// <summary>The seed; null where the model takes none, or for one of the provider's choosing.</summary>
    public required long? Seed { get; init; }

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
}

/// <summary>No model.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">One sentence with reason and remedy; quotes no text of the order but names.</param>
/// <param name="Field">The field of the order that is at fault, in snake_case; null where none is.</param>
public sealed record RouteRefused(GenerationRefusal Reason, string Message, string? Field = null) : RoutingResult;
