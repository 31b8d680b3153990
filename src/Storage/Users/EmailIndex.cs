using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Storage.Encryption;

namespace DonatelloAI.Storage.Users;

/// <summary>
/// The blind index of mail addresses: the same address always gives the same 32 bytes, and nobody without the key can tell which
/// address they stand for.
/// </summary>
public sealed class EmailIndex(LookupKeys keys)
{
    /// <summary>Version of the key behind it, for <see cref="UserRow.EmailIndexVersion"/>.</summary>
    public static int Version => LookupKeys.Version;

    /// <summary>The index of an address, whose case and surrounding white space do not count.</summary>
    public byte[] Of(string email) => HMACSHA256.HashData(keys.EmailIndex, Encoding.UTF8.GetBytes(Normalized(email)));

    private static string Normalized(string email) => email.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
}
