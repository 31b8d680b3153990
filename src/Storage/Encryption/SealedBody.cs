using System.Security.Cryptography;

namespace DonatelloAI.Storage.Encryption;

/// <summary>The middle of every sealed value: a random nonce of 96 bits, the ciphertext, a tag of 128 bits.</summary>
internal static class SealedBody
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    /// <summary>Bytes beside the ciphertext, which is as long as what it hides.</summary>
    public const int Overhead = NonceBytes + TagBytes;

    /// <summary>Where the content lies in a body.</summary>
    public static Span<byte> Content(Span<byte> body) => body[NonceBytes..^TagBytes];

    /// <summary>Encrypts the content of a body where it lies; false, and the body wiped, when the key was let go meanwhile.</summary>
    public static bool TrySeal(DataKey key, Span<byte> body, in SealedPlace place, SealedForm form, int version)
    {
        Span<byte> context = stackalloc byte[SealedPlace.Bytes];
        place.Write(context, form, version);
        RandomNumberGenerator.Fill(body[..NonceBytes]);
        if (key.TryEncrypt(body[..NonceBytes], Content(body), body[^TagBytes..], context))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(body);
        return false;
    }

    /// <summary>Decrypts the content of a body where it lies.</summary>
    public static DecryptResult Open(DataKey key, Span<byte> body, in SealedPlace place, SealedForm form, int version)
    {
        Span<byte> context = stackalloc byte[SealedPlace.Bytes];
        place.Write(context, form, version);
        return key.Decrypt(body[..NonceBytes], Content(body), body[^TagBytes..], context);
    }
}
