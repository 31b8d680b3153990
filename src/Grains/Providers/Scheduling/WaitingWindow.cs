using DonatelloAI.Grains.Generations;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>
/// The bounded window of waiting generations. Interactive work passes batches, but of five grants one is a batch's where one
/// waits. A full window makes room at the expense of the class above its share, or of the department that has most, so that a
/// flood of one keeps nobody else out; who is put out stays in the database.
/// </summary>
internal sealed class WaitingWindow(int length)
{
    private readonly Dictionary<Guid, WaitingGeneration> _items = [];
    private readonly FairQueue _interactive = new();
    private readonly FairQueue _batch = new();
    private int _passed;

    public int Count => _items.Count;

    public bool Contains(Guid id) => _items.ContainsKey(id);

    /// <summary>Takes a generation in; false when one, this or another, had to stay out.</summary>
    public bool Add(WaitingGeneration item)
    {
        var hadRoom = Count < length;
        if (!hadRoom && !MakeRoom(item)) return false;

        _items.Add(item.Id, item);
        QueueOf(item).Add(item);
        return hadRoom;
    }

    public bool Remove(Guid id)
    {
        if (!_items.Remove(id, out var item)) return false;

        QueueOf(item).Remove(item);
        return true;
    }

    /// <summary>The next in turn; null when nobody waits.</summary>
    public WaitingGeneration? Take()
    {
        var isBatch = _batch.Count > 0 && (_interactive.Count == 0 || _passed >= WaitingGeneration.BatchShare - 1);
        var item = (isBatch ? _batch : _interactive).Take();
        _passed = isBatch || _batch.Count == 0 ? 0 : _passed + 1;
        if (item is { } taken) _items.Remove(taken.Id);
        return item;
    }

    private FairQueue QueueOf(WaitingGeneration item) => item.IsBatch ? _batch : _interactive;

    private bool MakeRoom(WaitingGeneration newcomer)
    {
        var (own, other) = newcomer.IsBatch ? (_batch, _interactive) : (_interactive, _batch);
        var othersShare = newcomer.IsBatch ? length - (length / WaitingGeneration.BatchShare) : length / WaitingGeneration.BatchShare;
        var victims = other.Count > othersShare ? other : own.Longest > own.CountOf(newcomer.DepartmentId) + 1 ? own : null;
        return victims is not null && _items.Remove(victims.Evict().Id);
    }
}
