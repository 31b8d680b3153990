using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Contracts;
using DonatelloAI.Storage.Modelling;

namespace DonatelloAI.Storage.Events;

/// <summary>
/// Seals outbox rows with HMAC-SHA-256, so that a row written past the application is recognised before it reaches the audit.
/// </summary>
public sealed class OutboxSigner
{
    /// <summary>Shortest key that is accepted, in bytes.</summary>
    public const int MinKeyLength = 32;

    /// <summary>Relays share the outbox by this number; a person's events stay in one share, so their order is kept.</summary>
    public const int Shards = 16;

    private readonly byte[][] _keys;

    /// <summary>Signs with one key and accepts no other.</summary>
    /// <param name="key">At least 32 bytes that only the servers know.</param>
    public OutboxSigner(byte[] key)
        : this([key])
    {
    }

    /// <summary>Signs with the first key and accepts each: rows that were written before a rotation are still to be shipped.</summary>
    /// <param name="keys">Each of at least 32 bytes that only the servers know.</param>
    public OutboxSigner(IReadOnlyList<byte[]> keys) => _keys = keys.Count > 0 && keys.All(static key => key.Length >= MinKeyLength)
        ? [.. keys]
        : throw new ArgumentException($"The outbox needs a key of at least {MinKeyLength} bytes.", nameof(keys));

    /// <summary>Gives a new row its shard, the request it comes from, and its MAC. Its moment is cut to what engines keep: what is signed must be what is read.</summary>
    public OutboxRow Seal(OutboxRow row)
    {
        row.CreatedAt = Moment.FromMicros(Moment.ToMicros(row.CreatedAt));
        row.TraceParent ??= RequestTrace.Current;
        row.Shard = ShardOf(row.UserId ?? row.OrganizationId);
        row.Mac = Sign(row);
        return row;
    }

    /// <summary>The MAC over everything that the row says; when it was shipped is not part of it.</summary>
    public byte[] Sign(OutboxRow row) => Sign(row, _keys[0]);

    /// <summary>True when the row is as it was signed; compared in constant time.</summary>
    public bool IsAuthentic(OutboxRow row) => Array.Exists(_keys, key => CryptographicOperations.FixedTimeEquals(row.Mac, Sign(row, key)));

    private static byte[] Sign(OutboxRow row, byte[] key)
    {
        var text = Encoding.UTF8.GetMaxByteCount(row.SubjectType.Length + row.EventType.Length + row.Payload.Length + (row.TraceParent?.Length ?? 0));
        Span<byte> message = text <= 2_000 ? stackalloc byte[2_200] : new byte[text + 200];
        var length = Write(message, row);
        return HMACSHA256.HashData(key, message[..length]);
    }

    private static short ShardOf(Guid chain)
    {
        Span<byte> bytes = stackalloc byte[16];
        chain.TryWriteBytes(bytes);
        return (short)(bytes[15] % Shards);
    }

    /// <summary>Every field with its length before it, so that no two rows make the same message.</summary>
    private static int Write(Span<byte> target, OutboxRow row)
    {
        var length = 0;
        WriteId(target, ref length, row.Id);
        WriteId(target, ref length, row.OrganizationId);
        WriteId(target, ref length, row.DepartmentId ?? Guid.Empty);
        WriteId(target, ref length, row.UserId ?? Guid.Empty);
        WriteId(target, ref length, row.SubjectId);
        WriteNumber(target, ref length, row.SubjectVersion);
        WriteNumber(target, ref length, row.CreatedAt.UtcTicks);
        WriteText(target, ref length, row.SubjectType);
        WriteText(target, ref length, row.EventType);
        WriteText(target, ref length, row.Payload);

        // Last and only where there is one, so that rows that were signed before there was any keep their MAC.
        if (row.TraceParent is { } trace)
        {
            WriteText(target, ref length, trace);
        }

        return length;
    }

    private static void WriteId(Span<byte> target, ref int length, Guid id)
    {
        id.TryWriteBytes(target[length..], bigEndian: true, out var written);
        length += written;
    }

    private static void WriteNumber(Span<byte> target, ref int length, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(target[length..], number);
        length += sizeof(long);
    }

    private static void WriteText(Span<byte> target, ref int length, string text)
    {
        WriteNumber(target, ref length, text.Length);
        length += Encoding.UTF8.GetBytes(text, target[length..]);
    }
}
