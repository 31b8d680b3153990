using System.Collections.Concurrent;

namespace DonatelloAI.Grains.Limits;

/// <summary>
/// How many ids that nobody has this silo remembers as such. Their grains stay for a while, so that a second guess takes as long as one at
/// somebody; but only so many, so that guessing does not fill the memory.
/// </summary>
public sealed class UnknownPeople
{
    /// <summary>Most ids that are remembered at a time.</summary>
    public const int Most = 1_000;

    private readonly ConcurrentDictionary<Guid, byte> _ids = new();

    /// <summary>How many are remembered.</summary>
    public int Count => _ids.Count;

    /// <summary>Remembers an id; false when there are enough of them.</summary>
    public bool TryAdd(Guid id)
    {
        if (_ids.Count >= Most)
        {
            return false;
        }

        _ids[id] = 0;
        return true;
    }

    /// <summary>Forgets an id.</summary>
    public void Remove(Guid id) => _ids.TryRemove(id, out _);
}
