using System.Collections.Concurrent;

namespace DonatelloAI.Storage.Encryption;

/// <summary>
/// Keys of the people who were busy last. It is bounded in number and in age: past the number, those that were used longest ago are
/// let go; past the age, keys are read again, so that a key that another process destroyed is not used for longer.
/// </summary>
internal sealed class DataKeyCache(int capacity, TimeSpan maxAge, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();
    private readonly Lock _evicting = new();

    /// <summary>How many people's keys are held.</summary>
    public int Count => _entries.Count;

    /// <summary>A person's keys; null when they are not held or too old.</summary>
    public OwnerKeys? Find(Guid ownerId)
    {
        if (!_entries.TryGetValue(ownerId, out var entry))
        {
            return null;
        }

        var now = time.GetTimestamp();
        entry.UsedAt = now;
        return time.GetElapsedTime(entry.ReadAt, now) < maxAge ? entry.Keys : null;
    }

    /// <summary>Holds keys from now on, in place of those held before.</summary>
    /// <param name="ownerId">The person.</param>
    /// <param name="keys">The keys, which belong to the cache from here on.</param>
    /// <param name="readAt">Timestamp of the moment before they were read.</param>
    public void Put(Guid ownerId, OwnerKeys keys, long readAt)
    {
        var entry = new Entry(keys, readAt) { UsedAt = time.GetTimestamp() };
        Entry? replaced = null;
        _entries.AddOrUpdate(
            ownerId,
            static (_, mine) => mine,
            (_, theirs, mine) =>
            {
                replaced = theirs;
                return mine;
            },
            entry);
        replaced?.Keys.Dispose();
        EvictBeyondCapacity();
    }

    /// <summary>Lets a person's keys go.</summary>
    public void Remove(Guid ownerId)
    {
        if (_entries.TryRemove(ownerId, out var entry))
        {
            entry.Keys.Dispose();
        }
    }

    // A tenth at once, so that the scan over all entries is paid once in many insertions, each of which asked the database.
    private void EvictBeyondCapacity()
    {
        lock (_evicting)
        {
            if (_entries.Count <= capacity)
            {
                return;
            }

            var surplus = _entries.Count - capacity + (capacity / 10);
            foreach (var (ownerId, _) in _entries.ToArray().OrderBy(static entry => entry.Value.UsedAt).Take(surplus))
            {
                Remove(ownerId);
            }
        }
    }

    private sealed class Entry(OwnerKeys keys, long readAt)
    {
        private long _usedAt;

        public OwnerKeys Keys { get; } = keys;

        public long ReadAt { get; } = readAt;

        public long UsedAt
        {
            get => Volatile.Read(ref _usedAt);
            set => Volatile.Write(ref _usedAt, value);
        }
    }
}
