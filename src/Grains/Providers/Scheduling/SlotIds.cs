using System.Security.Cryptography;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>
/// Ids of slots: 12 bytes made from the generation and 4 random ones. A successor of the activation that granted a slot knows
/// only the generation; by the first part it recognises the slot when its holder keeps or returns it.
/// </summary>
internal static class SlotIds
{
    private const int StemBytes = 12;

    /// <summary>An id for a further slot of a generation.</summary>
    public static Guid New(Guid generationId) => Make(generationId, RandomNumberGenerator.GetInt32(1, int.MaxValue));

    /// <summary>What all slots of a generation have in common; no slot's own id.</summary>
    public static Guid StemOf(Guid generationId) => Make(generationId, 0);

    /// <summary>The stem of a slot's id.</summary>
    public static Guid StemOfSlot(Guid slotId)
    {
        Span<byte> bytes = stackalloc byte[16];
        slotId.TryWriteBytes(bytes);
        bytes[StemBytes..].Clear();
        return new Guid(bytes);
    }

    private static Guid Make(Guid generationId, int nonce)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        generationId.TryWriteBytes(id);
        SHA256.HashData(id, hash);
        hash[..StemBytes].CopyTo(id);
        BitConverter.TryWriteBytes(id[StemBytes..], nonce);
        return new Guid(id);
    }
}
