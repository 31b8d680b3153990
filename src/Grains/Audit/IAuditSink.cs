using DonatelloAI.Contracts;

namespace DonatelloAI.Grains.Audit;

/// <summary>
/// Where the audit log lies. It is append-only, and a position of a chain is taken once: whoever comes second is told so. That is all
/// that keeps two relays from forking a chain.
/// </summary>
public interface IAuditSink
{
    /// <summary>The last lines of a chain, newest first; none when it has not begun.</summary>
    /// <param name="chain">The chain's key.</param>
    /// <param name="limit">Most lines to read.</param>
    /// <exception cref="StorageUnavailableException">The sink did not answer.</exception>
    Task<IReadOnlyList<AuditLine>> ReadTail(string chain, int limit);

    /// <summary>Appends lines of one chain at positions that follow each other, in this order.</summary>
    /// <returns>What became of them; never throws for what a sink does.</returns>
    Task<AuditAppend> Append(IReadOnlyList<AuditLine> lines);
}

/// <summary>What became of lines that were appended.</summary>
/// <param name="Result">Whether all are durable, and if not, why.</param>
/// <param name="Durable">How many of the first lines are durable for certain.</param>
/// <param name="Detail">What the sink said, without any content.</param>
public sealed record AuditAppend(AuditAppendResult Result, int Durable, string Detail = "");

/// <summary>Why an append ended, from the best to the worst.</summary>
public enum AuditAppendResult
{
    /// <summary>All lines are durable.</summary>
    Done = 0,

    /// <summary>Somebody took the next position first; the chain has another head.</summary>
    Conflict = 1,

    /// <summary>The sink is out of reach, too slow or has no capacity left; the next line may be durable or not.</summary>
    Unavailable = 2,

    /// <summary>The sink does not take the next line, and trying again will not help by itself.</summary>
    Refused = 3,
}
