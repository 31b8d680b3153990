using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Api.Limits;

/// <summary>
/// Which credentials were accepted lately from which addresses, as hashes under a key that this process makes and never shows. A hash is
/// remembered for ten to twenty minutes after its last use, or until <see cref="Most"/> others came after it.
/// </summary>
internal sealed class AcceptedLately(TimeProvider time)
{
    /// <summary>Most hashes of a generation; there are two generations.</summary>
    public const int Most = 10_000;

    /// <summary>How long a generation lasts.</summary>
    public static readonly TimeSpan Generation = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private HashSet<UInt128> _present = [];
    private HashSet<UInt128> _past = [];
    private DateTimeOffset _endsAt;

    /// <summary>How many are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _present.Count + _past.Count;
            }
        }
    }

    /// <summary>Remembers a credential that was accepted.</summary>
    public void Add(IPAddress address, string credential)
    {
        var hash = HashOf(address, credential);
        lock (_lock)
        {
            Turn();
            _present.Add(hash);
        }
    }

    /// <summary>True when a credential was accepted lately from this address.</summary>
    public bool Has(IPAddress address, string credential)
    {
        var hash = HashOf(address, credential);
        lock (_lock)
        {
            Turn();
            return _present.Contains(hash) || _past.Contains(hash);
        }
    }

    private void Turn()
    {
        var now = time.GetUtcNow();
        if (now < _endsAt && _present.Count < Most)
        {
            return;
        }

        _past = now < _endsAt + Generation ? _present : [];
        _present = [];
        _endsAt = now + Generation;
    }

    private UInt128 HashOf(IPAddress address, string credential)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{address} {credential}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
