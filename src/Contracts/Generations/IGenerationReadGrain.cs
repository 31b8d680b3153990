using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Generations;

/// <summary>
/// Reads generations for a caller: what the caller may not see is not there. Stateless, so that guessing ids activates
/// nothing; the key is any number.
/// </summary>
[Alias("donatello.IGenerationReadGrain")]
public interface IGenerationReadGrain : IGrainWithIntegerKey
{
    /// <summary>One generation, a deleted one too; null when there is none that the caller may see.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("Find")]
    Task<GenerationView?> Find(Caller caller, Guid id);

    /// <summary>A page of generations, newest first, that the caller may see and the filter lets through; deleted ones are left out.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    [Alias("List")]
    Task<GenerationPage> List(Caller caller, GenerationFilter filter);

    /// <summary>The description stored with a completed generation's image, opened; null when there is none that the caller may see.</summary>
    /// <exception cref="StorageUnavailableException">Database or image store cannot be read.</exception>
    [Alias("Metadata")]
    Task<string?> Metadata(Caller caller, Guid id);

    /// <summary>What an order would cost and who would make it; nothing is held.</summary>
    [Alias("Estimate")]
    Task<EstimateReply> Estimate(Caller caller, ImageOrder order, int images, Guid? departmentId);
}

/// <summary>Which generations to list; absent fields let everything through.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationFilter")]
public sealed record GenerationFilter
{
    /// <summary>Most rows of one page.</summary>
    public const int MaxLimit = 200;

    /// <summary>Rows wanted, 1 to <see cref="MaxLimit"/>.</summary>
    [Id(0)] public int Limit { get; init; } = 20;

    /// <summary>Where the previous page ended; null for the first.</summary>
    [Id(1)] public GenerationCursor? After { get; init; }

    /// <summary>Where they stand.</summary>
    [Id(2)] public GenerationStatus? Status { get; init; }

    /// <summary>The model, <c>provider/model</c> or a bare name.</summary>
    [Id(3)] public string? Model { get; init; }

    /// <summary>The department that pays.</summary>
    [Id(4)] public Guid? DepartmentId { get; init; }

    /// <summary>The owner.</summary>
    [Id(5)] public Guid? UserId { get; init; }

    /// <summary>The request for several images.</summary>
    [Id(6)] public Guid? GroupId { get; init; }

    /// <summary>The batch.</summary>
    [Id(7)] public Guid? BatchId { get; init; }

    /// <summary>Accepted at or after.</summary>
    [Id(8)] public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before.</summary>
    [Id(9)] public DateTimeOffset? To { get; init; }

    /// <summary>True to include those whose image left the hot tier.</summary>
    [Id(10)] public bool IncludeArchived { get; init; }

    /// <summary>The organisation; only super_admin may name another than their own.</summary>
    [Id(11)] public Guid? OrganizationId { get; init; }
}

/// <summary>The last row of a page: rows after it are older, or as old with a lower id.</summary>
[GenerateSerializer, Immutable, Alias("donatello.GenerationCursor")]
public sealed record GenerationCursor([property: Id(0)] DateTimeOffset CreatedAt, [property: Id(1)] Guid Id);

/// <summary>A page.</summary>
/// <param name="Generations">The rows, newest first.</param>
/// <param name="Next">Where the next page begins; null on the last one.</param>
[GenerateSerializer, Immutable, Alias("donatello.GenerationPage")]
public sealed record GenerationPage(
    [property: Id(0)] IReadOnlyList<GenerationView> Generations,
    [property: Id(1)] GenerationCursor? Next);

/// <summary>The answer to an estimate.</summary>
[GenerateSerializer, Immutable, Alias("donatello.EstimateReply")]
public abstract record EstimateReply;

/// <summary>What would be held, and for whom.</summary>
[GenerateSerializer, Immutable, Alias("donatello.Estimate")]
public sealed record Estimate : EstimateReply
{
    /// <summary>The model that would be called, <c>provider/model</c>.</summary>
    [Id(0)] public required string Model { get; init; }

    /// <summary>Why the router chooses it.</summary>
    [Id(1)] public required string Reason { get; init; }

    /// <summary>The runner-up; null where there is none.</summary>
    [Id(2)] public string? FallbackModel { get; init; }

    /// <summary>The most that all images together may cost.</summary>
    [Id(3)] public required Money Ceiling { get; init; }

    /// <summary>Left in the department's budget now; null when it could not be asked.</summary>
    [Id(4)] public Money? Left { get; init; }

    /// <summary>The explicit size.</summary>
    [Id(5)] public required string Size { get; init; }

    /// <summary>The explicit quality; null where the model has none.</summary>
    [Id(6)] public string? Quality { get; init; }

    /// <summary>The file format.</summary>
    [Id(7)] public required string OutputFormat { get; init; }

    /// <summary>The department that would pay.</summary>
    [Id(8)] public required Guid DepartmentId { get; init; }

    /// <summary>How it would be routed, without what has yet to happen: language and complexity of the prompt, and a model that was replaced.</summary>
    [Id(9)] public GenerationRouting Routing { get; init; } = new();

    /// <summary><c>transparent</c> or <c>opaque</c> where that was asked of a model that can do both; null otherwise.</summary>
    [Id(10)] public string? Background { get; init; }
}

/// <summary>No estimate; the same refusal that a submission would get.</summary>
[GenerateSerializer, Immutable, Alias("donatello.EstimateRefused")]
public sealed record EstimateRefused([property: Id(0)] SubmitRefused Refusal) : EstimateReply;
