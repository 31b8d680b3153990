using System.Net;
using DonatelloAI.Api.Access;

namespace DonatelloAI.Api.Dashboard;

/// <summary>
/// Counts wrong keys by remote address. A key has 256 random bits, so this is not what keeps guesses out; it keeps whoever
/// tries from using the database up.
/// </summary>
internal sealed class LoginAttempts(TimeProvider time)
{
    /// <summary>Attempts that an address has in one <see cref="Window"/>.</summary>
    public const int MaxAttempts = 10;

    /// <summary>Addresses that are remembered; of more, the one whose window began first is forgotten.</summary>
    public const int MaxAddresses = 10_000;

    /// <summary>How long an address's attempts count, from its first on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Attempts> _addresses = [];

    // In the order in which windows began. An entry whose window is no longer the address's own is stale.
    private readonly Queue<(IPAddress Address, DateTimeOffset Began)> _order = new();

    /// <summary>Takes one attempt before its key is looked at, so that attempts at once are counted too.</summary>
    /// <returns>Null when the attempt may be made; otherwise how long to wait.</returns>
    public TimeSpan? Take(IPAddress? remote)
    {
        var address = ClientAddress.Of(remote);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            ForgetEnded(now);
            if (!_addresses.TryGetValue(address, out var attempts))
            {
                attempts = Begin(address, now);
            }

            return ++attempts.Count > MaxAttempts ? attempts.Began + Window - now : null;
        }
    }

    /// <summary>Forgets an address whose key was right.</summary>
    public void Succeeded(IPAddress? remote)
    {
        lock (_lock)
        {
            _addresses.Remove(ClientAddress.Of(remote));
        }
    }

    private Attempts Begin(IPAddress address, DateTimeOffset now)
    {
        while (_order.Count >= MaxAddresses)
        {
            Forget(_order.Dequeue());
        }

        _order.Enqueue((address, now));
        return _addresses[address] = new Attempts(now);
    }

    private void ForgetEnded(DateTimeOffset now)
    {
        while (_order.TryPeek(out var oldest) && oldest.Began + Window <= now)
        {
            Forget(_order.Dequeue());
        }
    }

    private void Forget((IPAddress Address, DateTimeOffset Began) entry)
    {
        if (_addresses.TryGetValue(entry.Address, out var attempts) && attempts.Began == entry.Began)
        {
            _addresses.Remove(entry.Address);
        }
    }

    private sealed class Attempts(DateTimeOffset began)
    {
        public DateTimeOffset Began => began;

        public int Count { get; set; }
    }
}
