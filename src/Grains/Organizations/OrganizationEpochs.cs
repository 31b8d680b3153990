using System.Collections.Concurrent;

namespace DonatelloAI.Grains.Organizations;

/// <summary>
/// Which organisations have changed who may come in, as this silo was told. What was read of an organisation's people before it
/// was told counts for nothing. It forgets with the process, as do the grains that ask it.
/// </summary>
public sealed class OrganizationEpochs
{
    /// <summary>Most organisations that are told apart; beyond it everybody's people are read again once.</summary>
    public const int MaxOrganizations = 10_000;

    private readonly ConcurrentDictionary<Guid, long> _changed = new();
    private long _current;
    private long _floor;

    /// <summary>The number of changes so far. Take it before you read.</summary>
    public long Current => Interlocked.Read(ref _current);

    /// <summary>True while what was read at a number still counts.</summary>
    /// <param name="organizationId">Whose people.</param>
    /// <param name="readAt"><see cref="Current"/> before it was read.</param>
    public bool Covers(Guid organizationId, long readAt) =>
        readAt >= Interlocked.Read(ref _floor) && readAt >= _changed.GetValueOrDefault(organizationId);

    /// <summary>Lets nothing count that was read of an organisation's people until now.</summary>
    public void Raise(Guid organizationId)
    {
        var epoch = Interlocked.Increment(ref _current);
        if (_changed.Count < MaxOrganizations || _changed.ContainsKey(organizationId))
        {
            _changed.AddOrUpdate(organizationId, epoch, (_, known) => Math.Max(known, epoch));
            return;
        }

        // Before the names are let go, so that nobody's change is forgotten in between.
        Interlocked.Exchange(ref _floor, epoch);
        _changed.Clear();
    }
}
