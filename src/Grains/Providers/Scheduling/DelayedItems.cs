using System.Runtime.InteropServices;
using DonatelloAI.Grains.Generations;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>Generations whose moment has not come, the next one first; bounded.</summary>
internal sealed class DelayedItems(int length)
{
    private readonly Dictionary<Guid, DelayedItem> _items = [];
    private readonly SortedSet<(DateTimeOffset NotBefore, Guid Id)> _order = [];

    public int Count => _items.Count;

    /// <summary>The earliest moment; null when nothing waits.</summary>
    public DateTimeOffset? NextDue => _order.Count > 0 ? _order.Min.NotBefore : null;

    public bool Contains(Guid id) => _items.ContainsKey(id);

    /// <summary>False when there is no room.</summary>
    public bool Add(DelayedItem item)
    {
        if (_items.Count >= length) return false;

        _items.Add(item.Item.Id, item);
        _order.Add((item.NotBefore, item.Item.Id));
        return true;
    }

    public void Remove(Guid id)
    {
        if (_items.Remove(id, out var item)) _order.Remove((item.NotBefore, id));
    }

    /// <summary>Takes out the next one whose moment has come; null when there is none.</summary>
    public WaitingGeneration? TakeDue(DateTimeOffset now)
    {
        if (_order.Count == 0 || _order.Min.NotBefore > now) return null;

        var item = _items[_order.Min.Id].Item;
        Remove(item.Id);
        return item;
    }
}

/// <summary>A generation that waits from a moment on.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DelayedItem(WaitingGeneration Item, DateTimeOffset NotBefore);
