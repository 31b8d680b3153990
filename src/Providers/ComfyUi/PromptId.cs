using System.Buffers.Binary;
using System.Security.Cryptography;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.ComfyUi;

/// <summary>The id under which a server knows an attempt: the same for the same attempt, so that a repeated submission is one job.</summary>
internal static class PromptId
{
    /// <summary>A version-8 UUID in lower case, of generation and attempt.</summary>
    public static string Of(ProviderCall call)
    {
        Span<byte> attempt = stackalloc byte[20];
        call.GenerationId.TryWriteBytes(attempt, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(attempt[16..], call.AttemptNo);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(attempt, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return $"{new Guid(hash[..16], bigEndian: true)}";
    }
}
