using DonatelloAI.Contracts.Budgets;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Generations;

/// <content>What a life logs; never a prompt, and never what a provider says about one.</content>
public sealed partial class GenerationLife
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}: the database is unavailable; the sweep will come back to it.")]
    private partial void LogLeftToSweep(Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {GenerationId}: the process closes; its attempt is resumed after the lease.")]
    private partial void LogClosed(Guid generationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {GenerationId}: its driver failed on a broken assumption; the sweep will come back to it.")]
    private partial void LogBroken(Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {GenerationId}: {Steps} steps led nowhere; the sweep will come back to it.")]
    private partial void LogTurningInCircles(Guid generationId, int steps);

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {GenerationId}: the master key of its owner's key is missing; it waits until the key is back.")]
    private partial void LogKeyMissing(Guid generationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}: a step was not taken by the database: {Detail}")]
    private partial void LogNotWritten(Guid generationId, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {GenerationId}: its owner's key cannot be used; what went wrong is not kept.")]
    private partial void LogNotSealed(Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {GenerationId}: the adapter of {Model} threw; the outcome of the call counts as unknown.")]
    private partial void LogAdapterDefect(Exception exception, Guid generationId, string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}: listening to its job at {Model} failed; it is asked for all the same.")]
    private partial void LogDeaf(Exception exception, Guid generationId, string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}, attempt {AttemptNo}: the lease is lost; its answer will count only if nobody else went on.")]
    private partial void LogLeaseLost(Guid generationId, int attemptNo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}, attempt {AttemptNo}: somebody else went on; the late answer is dropped.")]
    private partial void LogLateAnswerDropped(Guid generationId, int attemptNo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}: hold {HoldId} could not be closed yet: {Detail}")]
    private partial void LogNotClosed(Guid generationId, Guid holdId, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {GenerationId}: the ledger refuses to close hold {HoldId}: {Detail}")]
    private partial void LogCloseRefused(Guid generationId, Guid holdId, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {GenerationId}: what its runner-up costs is refused as {Reason}; it ends for the reason for which the first model was left.")]
    private partial void LogNotFunded(Guid generationId, BudgetRefusal reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}, attempt {AttemptNo}: its answer came after it was closed as {State}; it is kept with the attempt, and no money moves.")]
    private partial void LogLateAnswerKept(Guid generationId, int attemptNo, AttemptState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId}: the image store does not say whether an image of an attempt has turned up.")]
    private partial void LogImagesNotRead(Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {GenerationId} is deleted, and its files could not be removed.")]
    private partial void LogNotRemoved(Exception exception, Guid generationId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {GenerationId}, attempt {AttemptNo}: taken over from a driver that is gone.")]
    private partial void LogTakenOver(Guid generationId, int attemptNo);
}
