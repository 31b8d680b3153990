using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DonatelloAI.Contracts;

/// <summary>Ids computed from other ids, so that a repeated request names the same thing without asking anybody.</summary>
public static class DerivedId
{
    /// <summary>
    /// The id of the hold that pays for one attempt of a generation: a version-8 UUID of SHA-256(purpose, generation, attempt).
    /// </summary>
    /// <param name="generationId">The generation.</param>
    /// <param name="attemptNo">1 for the hold of the Reserve or Draw; the attempt's number for a TopUp.</param>
    public static Guid Hold(Guid generationId, int attemptNo) => Version8("hold"u8, generationId, attemptNo);

    /// <summary>The id of the hold that pays for a whole batch.</summary>
    public static Guid BatchHold(Guid batchId) => Version8("batch"u8, batchId, 0);

    private static Guid Version8(ReadOnlySpan<byte> purpose, Guid id, int number)
    {
        Span<byte> input = stackalloc byte[purpose.Length + 16 + sizeof(int)];
        purpose.CopyTo(input);
        id.TryWriteBytes(input[purpose.Length..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(input[(purpose.Length + 16)..], number);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
