using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Storage.Tests.Encryption;

/// <summary>
/// The primitives give the answers that were published for them, and what is derived from a key ring is what it always was: another answer
/// would make every database unreadable.
/// </summary>
public sealed class KnownAnswerTests
{
    private static readonly byte[] Master = [.. Enumerable.Range(0, MasterKeys.KeyBytes).Select(number => (byte)number)];

    /// <summary>Test cases 13, 14 and 16 of the specification that NIST SP 800-38D took GCM from.</summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b")]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "00000000000000000000000000000000", "",
        "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919")]
    [InlineData(
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b")]
    public void DataKey_OnVectorsOfAes256Gcm_GivesTheirAnswers(string key, string nonce, string plain, string context, string cipher, string tag)
    {
        using var dataKey = new DataKey(Convert.FromHexString(key));
        var content = Convert.FromHexString(plain);
        var computed = new byte[SealedBody.TagBytes];

        Assert.True(dataKey.TryEncrypt(Convert.FromHexString(nonce), content, computed, Convert.FromHexString(context)));
        Assert.Equal((cipher, tag), (Convert.ToHexStringLower(content), Convert.ToHexStringLower(computed)));
        Assert.Equal(DecryptResult.Decrypted, dataKey.Decrypt(Convert.FromHexString(nonce), content, computed, Convert.FromHexString(context)));
        Assert.Equal(plain, Convert.ToHexStringLower(content));
    }

    /// <summary>Test cases 1 and 2 of RFC 4231.</summary>
    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData("4a656665", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    public void Hmac_OnVectorsOfRfc4231_GivesTheirAnswers(string key, string text, string answer) =>
        Assert.Equal(answer, Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromHexString(key), Encoding.ASCII.GetBytes(text))));

    /// <summary>Test cases 1 and 3 of RFC 5869.</summary>
    [Theory]
    [InlineData("000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [InlineData("", "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void Hkdf_OnVectorsOfRfc5869_GivesTheirAnswers(string salt, string info, string answer) => Assert.Equal(
        answer,
        Convert.ToHexStringLower(HKDF.DeriveKey(
            HashAlgorithmName.SHA256, [.. Enumerable.Repeat((byte)0x0b, 22)], answer.Length / 2, Convert.FromHexString(salt), Convert.FromHexString(info))));

    /// <summary>Computed once with another implementation of HKDF, of the master key 00 01 02 … 1f.</summary>
    [Theory]
    [InlineData(KeyPurposes.Outbox, "f20fbee02d0559af000d3666966e60e3fd46fcd98748710e10a2159b3f9b46c4")]
    [InlineData(KeyPurposes.Links, "b9c1625961fee0e479186468f2dd418fd192c70f91120bb90bdabc7e99c659a9")]
    [InlineData(KeyPurposes.Cursors, "467ad3ace7456ff5a4c983d35e7a11e55a852bb68cdc79039af2385c2c08c315")]
    [InlineData(KeyPurposes.AccessTokens, "104c081ce1b49e7e390bba8e47cb367de31ee620f1a6735a094bcd11f5162bc1")]
    [InlineData(KeyPurposes.DataKeys, "6867a4cd0742518f51a2209de62a4b8bf5c0b0582f19083cf8cf68cd3e4d6b78")]
    public void MasterKey_DerivedForAPurpose_IsWhatItAlwaysWas(string purpose, string answer) =>
        Assert.Equal(answer, Convert.ToHexStringLower(new MasterKeys(1, new Dictionary<int, byte[]> { [1] = Master }).Derive(purpose)));

    /// <summary>
    /// Written once with another implementation of AES-GCM, under the master key 00 01 02 … 1f: the key 40 41 … 5f of an organisation and of a person, and a
    /// text under it.
    /// </summary>
    [Theory]
    [InlineData(
        SealedField.WebhookSecret, "01940000-0000-7000-8000-000000000001", "01940000-0000-7000-8000-000000000003",
        "a0a1a2a3a4a5a6a7a8a9aaabd158d409c5efdf60ab6365cfcd1f3a5f400a2c88b76ab7f830fa26eac22f8562a0d257f3976fac7da3c8f63573f246fc",
        "s1.1.sLGys7S1tre4ubq7dGjz4KIViKt9mkS_lZoAk_Bk3RsOebLe9yMHqTtkk03LgtwjQt_zNw", "whsec_c2FtcGxlLXNlY3JldA")]
    [InlineData(
        SealedField.Prompt, "01940000-0000-7000-8000-000000000002", "01940000-0000-7000-8000-000000000004",
        "a0a1a2a3a4a5a6a7a8a9aaabd158d409c5efdf60ab6365cfcd1f3a5f400a2c88b76ab7f830fa26eac22f8562236a0e7be18472d7114e8596e9d2db4e",
        "s1.1.sLGys7S1tre4ubq7YiDs7KYin_FUm1SdzZc469p990NlznZKG3X94DM7TtAMo2wJ", "a lighthouse at dusk")]
    public async Task SealedText_WrittenOnce_OpensForEver(SealedField field, string owner, string subject, string wrapped, string written, string text)
    {
        using var database = await MigratedTemplates.SqliteAsync();
        await database.AddAsync(new DataKeyRow
        {
            OwnerId = Guid.Parse(owner), Version = 1, OrganizationId = Guid.CreateVersion7(), WrappedKey = Convert.FromHexString(wrapped), MasterVersion = 1,
        });
        var wrap = new DataKeyWrap(new MasterKeys(1, new Dictionary<int, byte[]> { [1] = Master }));

        var opened = await new PersonalSealer(database.Contexts, wrap, TimeProvider.System).Open(Guid.Parse(owner), field, Guid.Parse(subject), written);

        Assert.Equal((OpenResult.Opened, text), (opened.Result, opened.Text));
    }

    [Fact]
    public void EmailIndex_OfAnAddress_IsWhatItAlwaysWas() => Assert.Equal(
        "23a26ffa7d94c38cd0424a25a8d36fa64c4aa37165c2a824b7732194a9cabf47",
        Convert.ToHexStringLower(new EmailIndex(new LookupKeys(Master)).Of("Mary@Acme.com.au")));
}
