namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>The slots in use, each with a lease: found by their id and by the generation that has them.</summary>
internal sealed class SlotTable
{
    private readonly Dictionary<Guid, HeldSlot> _slots = [];
    private readonly Dictionary<Guid, HeldSlot> _ofGeneration = [];

    // No lease ends before this; known exactly only after a look at all of them.
    private DateTimeOffset _allHoldUntil = DateTimeOffset.MaxValue;

    public int Count => _slots.Count;

    /// <summary>When a lease may end; null when there is none.</summary>
    public DateTimeOffset? NextEnd => Count > 0 ? _allHoldUntil : null;

    /// <summary>The slot of a generation; null when it does not run.</summary>
    public HeldSlot? Of(Guid generationId) => _ofGeneration.GetValueOrDefault(generationId);

    /// <summary>A slot by its id; an inherited one gets the id that its holder knows it by.</summary>
    public HeldSlot? Find(Guid slotId)
    {
        if (_slots.TryGetValue(slotId, out var slot)) return slot;
        if (!_slots.Remove(SlotIds.StemOfSlot(slotId), out slot)) return null;

        slot.Id = slotId;
        return _slots[slotId] = slot;
    }

    public void Add(HeldSlot slot)
    {
        Lower(slot.LeaseUntil);
        _slots[slot.Id] = slot;
        if (slot.GenerationId != Guid.Empty) _ofGeneration[slot.GenerationId] = slot;
    }

    public void Remove(HeldSlot slot)
    {
        _slots.Remove(slot.Id);
        if (_ofGeneration.GetValueOrDefault(slot.GenerationId) == slot) _ofGeneration.Remove(slot.GenerationId);
    }

    /// <summary>Takes out those whose lease is over.</summary>
    public IReadOnlyList<HeldSlot> TakeExpired(DateTimeOffset now)
    {
        if (now < _allHoldUntil) return [];

        var expired = _slots.Values.Where(slot => slot.LeaseUntil <= now).ToArray();
        foreach (var slot in expired)
        {
            Remove(slot);
        }

        _allHoldUntil = _slots.Values.Select(slot => slot.LeaseUntil).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return expired;
    }

    private void Lower(DateTimeOffset until)
    {
        if (until < _allHoldUntil) _allHoldUntil = until;
    }
}

/// <summary>A slot from its grant until it is returned or its lease ends.</summary>
internal sealed class HeldSlot
{
    public required Guid Id { get; set; }

    /// <summary>Empty for one that was found again by its id only.</summary>
    public Guid GenerationId { get; init; }

    public required DateTimeOffset LeaseUntil { get; set; }

    /// <summary>True for the one call by which the breaker judges.</summary>
    public bool IsTrial { get; init; }

    public StartWindow.Start? Start { get; init; }

    /// <summary>What waits again once the slot is back.</summary>
    public DelayedItem? Next { get; set; }
}
