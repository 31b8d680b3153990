using System.Net;
using DonatelloAI.Contracts.Limits;

namespace DonatelloAI.Api.Limits;

/// <summary>
/// Counts wrong credentials by address. A secret has 256 random bits, so this is not what keeps guesses out: it keeps whoever tries from using
/// the silos. Those who were accepted lately from the same address go on, since many people share one.
/// </summary>
internal sealed class FailedAttempts(ApiOptions options, TimeProvider time)
{
    /// <summary>Addresses that are remembered; of more, the one that failed first is forgotten.</summary>
    public const int MaxAddresses = 10_000;

    private readonly int _limit = options.FailedAttemptsPerMinute;
    private readonly AcceptedLately _accepted = new(time);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, RateWindow> _addresses = [];

    // Each address of the dictionary once, in the order in which they came.
    private readonly Queue<IPAddress> _order = new();

    /// <summary>Addresses that are remembered.</summary>
    public int Addresses
    {
        get
        {
            lock (_lock)
            {
                return _addresses.Count;
            }
        }
    }

    /// <summary>Accepted credentials that are remembered.</summary>
    public int Accepted => _accepted.Count;

    /// <summary>How long a credential has to wait before it is looked at; null when it may be looked at now.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="name">What it is known by.</param>
    public TimeSpan? Wait(IPAddress address, string name) =>
        WaitOf(address) is { } wait && !_accepted.Has(address, name) ? wait : null;

    /// <summary>Counts a wrong credential.</summary>
    public void Fail(IPAddress address)
    {
        if (_limit == 0)
        {
            return;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!_addresses.TryGetValue(address, out var window))
            {
                window = Begin(address, now);
            }

            window.TryTake(now, _limit);
        }
    }

    /// <summary>Remembers a credential that was accepted.</summary>
    public void Accept(IPAddress address, string name)
    {
        if (_limit > 0)
        {
            _accepted.Add(address, name);
        }
    }

    private TimeSpan? WaitOf(IPAddress address)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return _addresses.TryGetValue(address, out var window) && window.Used(now) >= _limit
                ? TimeSpan.FromSeconds(window.SecondsUntil(now, _limit - 1))
                : null;
        }
    }

    private RateWindow Begin(IPAddress address, DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && (_order.Count >= MaxAddresses || _addresses[oldest].Used(now) == 0))
        {
            _addresses.Remove(_order.Dequeue());
        }

        _order.Enqueue(address);
        return _addresses[address] = new RateWindow();
    }
}
