namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>The last ids seen, up to a bound; the oldest is forgotten first.</summary>
internal sealed class RecentIds(int length)
{
    private readonly Queue<Guid> _order = new();
    private readonly HashSet<Guid> _ids = [];

    public bool Contains(Guid id) => _ids.Contains(id);

    /// <summary>False when it is known.</summary>
    public bool Add(Guid id)
    {
        if (!_ids.Add(id)) return false;

        _order.Enqueue(id);
        if (_order.Count > length) _ids.Remove(_order.Dequeue());
        return true;
    }
}
