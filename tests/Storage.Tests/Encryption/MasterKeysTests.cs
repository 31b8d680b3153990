using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Storage.Tests.Encryption;

public sealed class MasterKeysTests
{
    [Fact]
    public void Derive_ForAPurpose_IsTheSameEachTimeAndDiffersByPurposeAndVersion()
    {
        var keys = Keys.Masters(2, 1);

        Assert.Equal(keys.Derive("links"), keys.Derive("links", 2));
        Assert.NotEqual(keys.Derive("links"), keys.Derive("links", 1));
        Assert.NotEqual(keys.Derive("links"), keys.Derive("cursors"));
        Assert.Equal([keys.Derive("links", 2), keys.Derive("links", 1)], keys.DeriveAll("links"));
    }

    [Fact]
    public void Derive_OfAKeyRingFromBeforeVersions_IsUnchanged()
    {
        var master = SHA256.HashData([1]);

        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: "outbox"u8.ToArray()), Keys.Masters(1).Derive(KeyPurposes.Outbox));
    }

    [Fact]
    public void Keys_ThatCannotBe_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new MasterKeys(2, new Dictionary<int, byte[]> { [1] = new byte[32] }));
        Assert.Throws<ArgumentException>(() => new MasterKeys(0, new Dictionary<int, byte[]> { [0] = new byte[32] }));
        Assert.Throws<ArgumentException>(() => new MasterKeys(1, new Dictionary<int, byte[]> { [1] = new byte[16] }));
        Assert.Throws<ArgumentException>(() => new LookupKeys(new byte[31]));
    }

    [Fact]
    public void EmailIndex_OfOneAddress_IgnoresCaseAndOuterSpaceOnly()
    {
        var index = new EmailIndex(new LookupKeys(new byte[32]));
        var expected = index.Of("jo@acme.com.au");

        Assert.Equal(expected, index.Of(" Jo@ACME.com.au "));
        Assert.NotEqual(expected, index.Of("j.o@acme.com.au"));
        Assert.NotEqual(expected, new EmailIndex(new LookupKeys(SHA256.HashData([9]))).Of("jo@acme.com.au"));
        Assert.NotEqual(expected, HMACSHA256.HashData(new byte[32], Encoding.UTF8.GetBytes("jo@acme.com.au")));
    }

    [Fact]
    public void OutboxRow_SignedBeforeARotation_IsAuthenticAfterIt()
    {
        var row = new SampleRows().NewEvent();
        new OutboxSigner(Keys.Masters(1).DeriveAll(KeyPurposes.Outbox)).Seal(row);
        var after = new OutboxSigner(Keys.Masters(2, 1).DeriveAll(KeyPurposes.Outbox));

        Assert.True(after.IsAuthentic(row));
        Assert.NotEqual(row.Mac, after.Sign(row));
        Assert.False(new OutboxSigner(Keys.Masters(2).DeriveAll(KeyPurposes.Outbox)).IsAuthentic(row));
    }
}
