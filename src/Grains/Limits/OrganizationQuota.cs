using DonatelloAI.Contracts.Limits;

namespace DonatelloAI.Grains.Limits;

/// <summary>
/// An organisation's rate, cut into slices for silos. What is lent counts as sent until the silo says otherwise, so that all silos together never
/// let through more than the limit in any window. A pure state machine; not for several threads at once.
/// </summary>
/// <param name="limit">Requests in <see cref="RateWindow.Seconds"/> seconds, at least 1.</param>
public sealed class OrganizationQuota(int limit)
{
    /// <summary>What a silo is given at once where so much is left; beyond it, at most half of the rest, so that others find some too.</summary>
    public const int LeastShare = 16;

    /// <summary>
    /// How long a slice is good without a word from its silo: 10 seconds. After that it counts as spent at that moment, because nobody knows, and so
    /// is free again a window later. Twice as long as a silo spends it.
    /// </summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    private readonly RateWindow _spent = new();
    private readonly Dictionary<Guid, Slice> _slices = [];

    /// <summary>What is neither spent nor lent.</summary>
    public int Left(DateTimeOffset now)
    {
        Expire(now);
        return Rest(now);
    }

    /// <summary>Takes a silo's report and lends it more.</summary>
    public QuotaGrant Lease(QuotaRequest request, DateTimeOffset now)
    {
        Expire(now);
        if (Settle(request, now) is not { } slice)
        {
            return new QuotaGrant(0, Rest(now), 1);
        }

        var rest = Rest(now);
        var granted = Math.Min(request.Wanted, Math.Max(Math.Min(rest, LeastShare), rest / 2));
        slice.Held += granted;
        slice.EndsAt = now + LeaseTime;
        if (slice.Held == 0 && request.SpentLately == 0)
        {
            _slices.Remove(request.SliceId);
        }

        return new QuotaGrant(granted, rest - granted, ResetSeconds(now));
    }

    /// <summary>Believes what the silo says of its slice; null for a report that a later one has overtaken.</summary>
    private Slice? Settle(QuotaRequest request, DateTimeOffset now)
    {
        if (!_slices.TryGetValue(request.SliceId, out var slice))
        {
            // The first word of this silo, or the first since this activation began or the slice ended.
            _spent.Add(now, request.SpentLately);
            _slices[request.SliceId] = slice = new Slice();
        }
        else if (request.Number <= slice.Number)
        {
            return null;
        }
        else
        {
            _spent.Add(now, (int)(request.Spent - slice.Spent));
        }

        (slice.Number, slice.Spent, slice.Held) = (request.Number, request.Spent, request.Held);
        return slice;
    }

    private void Expire(DateTimeOffset now)
    {
        foreach (var (id, slice) in _slices.Where(slice => slice.Value.EndsAt <= now).OrderBy(static slice => slice.Value.EndsAt).ToList())
        {
            _spent.Add(slice.EndsAt, slice.Held);
            _slices.Remove(id);
        }
    }

    private int Rest(DateTimeOffset now) => Math.Max(0, limit - _spent.Used(now) - Lent());

    private int Lent() => _slices.Values.Sum(static slice => slice.Held);

    /// <summary>What is lent may come back any moment; what is spent leaves the window when its second does.</summary>
    private int ResetSeconds(DateTimeOffset now) =>
        limit - Lent() is > 0 and var free ? Math.Max(1, _spent.SecondsUntil(now, free - 1)) : 1;

    private sealed class Slice
    {
        public long Number { get; set; }

        public long Spent { get; set; }

        public int Held { get; set; }

        public DateTimeOffset EndsAt { get; set; }
    }
}
