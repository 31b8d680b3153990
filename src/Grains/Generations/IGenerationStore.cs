using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// Where generations and their attempts are kept. The ledger inserts a generation and ends it; between, these writes compare
/// and raise its version, and each leaves its outbox event in the same commit.
/// </summary>
public interface IGenerationStore
{
    /// <summary>Reads a generation with its routing and all its attempts in one view; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<GenerationRecord?> Find(Guid id);

    /// <summary>
    /// Inserts an attempt with its lease and makes the generation <c>processing</c>, if nobody wrote the generation since. Whoever
    /// loses does not call.
    /// </summary>
    Task<GenerationWrite> Begin(NewAttempt attempt, long expectedVersion);

    /// <summary>Prolongs the lease of a started attempt that <paramref name="owner"/> still owns; superseded otherwise. No event, no version.</summary>
    Task<GenerationWrite> Renew(Guid generationId, int attemptNo, string owner, TimeSpan lease);

    /// <summary>Gives a started attempt whose lease has run out by the database's clock to another owner.</summary>
    Task<GenerationWrite> TakeOver(Guid generationId, int attemptNo, long expectedVersion, string owner, TimeSpan lease);

    /// <summary>Keeps a job's id, state and pace before anybody waits for it.</summary>
    Task<GenerationWrite> KeepJob(Guid generationId, int attemptNo, string owner, ProviderJob job);

    /// <summary>Writes what became of an attempt that is not settled, and where its generation goes from there.</summary>
    Task<GenerationWrite> Conclude(AttemptConclusion conclusion, long expectedVersion);

    /// <summary>Keeps what is known too late with its settled or released attempt; no money moves, and the generation stays as it is.</summary>
    Task<GenerationWrite> KeepLate(LateAnswer answer, long expectedVersion);

    /// <summary>Asks for the cancellation of a generation that a provider works on.</summary>
    Task<GenerationWrite> RequestCancel(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at);

    /// <summary>
    /// Ends a generation while the money of an attempt with an unknown outcome stays held; every other end is the ledger's.
    /// </summary>
    Task<GenerationWrite> EndUnsettled(Guid id, GenerationEnd end, DateTimeOffset at);

    /// <summary>Hides an ended generation.</summary>
    Task<GenerationWrite> Delete(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at);

    /// <summary>Empties the texts of a hidden generation and of its attempts, whose owner was erased.</summary>
    Task<GenerationWrite> Erase(Guid id, long expectedVersion, Guid actorId, DateTimeOffset at);

    /// <summary>
    /// Waiting generations of some models, oldest first within each department and at most <paramref name="perDepartment"/> of
    /// one; interactive before batch; at most <paramref name="limit"/>. Of a department's and of all rows one in
    /// <see cref="WaitingGeneration.BatchShare"/> is a batch's while both wait.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<WaitingGeneration>> Pending(string providerName, IReadOnlyList<string> modelNames, int perDepartment, int limit);

    /// <summary>Generations that wait for a model and have a runner-up that was not asked yet, oldest first.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<Guid>> WithRunnerUp(string providerName, string modelName, int limit);

    /// <summary>The models that generations wait for, each once.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<WaitedModel>> WaitedModels();

    /// <summary>Generations in <c>processing</c> without a started attempt under a live lease, oldest first.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<Guid>> Abandoned(int limit);

    /// <summary>Waiting generations whose person, department or organisation is deactivated, oldest first.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<Guid>> Barred(int limit);

    /// <summary>Generations with an attempt of unknown outcome that began before a moment, oldest first.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<Guid>> Unresolved(DateTimeOffset startedBefore, int limit);

    /// <summary>One attempt with its money and the operator's word on it; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<DeskAttempt?> FindAttempt(Guid id);

    /// <summary>A page of attempts for the operator's desk, newest first, of every organisation.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<DeskAttempt>> Attempts(AttemptFilter filter);

    /// <summary>What runs on an account now, and what began on it since a moment.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<PoolLoad> Load(string pool, DateTimeOffset since);

    /// <summary>A page for a caller: the reach of the caller's role is part of the query.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<GenerationRecord>> List(Caller caller, GenerationFilter filter);
}

/// <summary>What became of a write.</summary>
/// <param name="Result">The kind.</param>
/// <param name="Version">The generation's version after it, when done.</param>
/// <param name="LeaseUntil">Until when the attempt is owned, by the database's clock; for writes that set it.</param>
/// <param name="Detail">What the database said, without secrets.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct GenerationWrite(
    GenerationWriteResult Result, long Version = 0, DateTimeOffset? LeaseUntil = null, string Detail = "");

/// <summary>The kinds of outcome of a write.</summary>
public enum GenerationWriteResult
{
    /// <summary>Durable.</summary>
    Done = 0,

    /// <summary>Somebody else has written the generation, or owns the attempt; nothing was written.</summary>
    Superseded = 1,

    /// <summary>The database could not take it; nothing was written.</summary>
    Unavailable = 2,

    /// <summary>Nobody knows whether it is durable: read again.</summary>
    Unknown = 3,

    /// <summary>A rule of the database refuses a row; nothing was written, and repeating it is no use.</summary>
    Refused = 4,
}
