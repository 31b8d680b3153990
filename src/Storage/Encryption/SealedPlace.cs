using System.Buffers.Binary;
using System.Runtime.InteropServices;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Storage.Encryption;

/// <summary>Where a sealed value lies. All of it is authenticated with the value, so that it opens nowhere else.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SealedPlace(Guid OwnerId, SealedField Field, Guid SubjectId)
{
    /// <summary>Length of <see cref="Write"/>.</summary>
    public const int Bytes = 1 + sizeof(int) + 16 + 16 + sizeof(int);

    /// <summary>Writes the place, the form of the value and the version of its key; every part has a fixed length.</summary>
    public void Write(Span<byte> target, SealedForm form, int version)
    {
        target[0] = (byte)form;
        BinaryPrimitives.WriteInt32BigEndian(target[1..], (int)Field);
        OwnerId.TryWriteBytes(target[5..], bigEndian: true, out _);
        SubjectId.TryWriteBytes(target[21..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(target[37..], version);
    }
}

/// <summary>The two forms of a sealed value; the number is authenticated.</summary>
internal enum SealedForm
{
    /// <summary>Text, <see cref="SealedText"/>.</summary>
    Text = 1,

    /// <summary>Bytes, <see cref="SealedBytes"/>.</summary>
    Bytes = 2,
}
