using DonatelloAI.Contracts;
using CsCheck;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Storage.Tests.Encryption;

/// <summary>Sealing and opening with keys at hand; the database is SQLite, since only the first use of a key asks it.</summary>
public sealed class PersonalSealerTests : IAsyncLifetime
{
    private const string Prompt = "a lighthouse at dusk, oil on canvas";

    private static readonly Guid Owner = Guid.CreateVersion7();
    private static readonly Guid Organization = Guid.CreateVersion7();
    private static readonly Guid Subject = Guid.CreateVersion7();

    // Every code point but surrogates, NUL too: what is sealed need not be text that a database keeps.
    private static readonly Gen<string> AnyText = Gen.OneOf(
            Gen.Int[0, 0x7F], Gen.Int[0x80, 0xD7FF], Gen.Int[0xE000, 0x10FFFF])
        .Select(char.ConvertFromUtf32)
        .Array[0, 200]
        .Select(string.Concat);

    private readonly FakeTimeProvider _time = new();
    private TestDatabase _database = null!;
    private WatchedContexts _contexts = null!;

    public async Task InitializeAsync()
    {
        _database = await MigratedTemplates.SqliteAsync();
        _contexts = new WatchedContexts(_database.Contexts);
    }

    public Task DisposeAsync()
    {
        _database.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Open_OfAnySealedText_AnswersIt()
    {
        var sealer = NewSealer();
        await AnyText.SampleAsync(async text => Assert.Equal(text, (await Open(sealer, await Seal(sealer, text))).Text), iter: 1_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(995)]
    [InlineData(996)]
    [InlineData(997)]
    [InlineData(32_000)]
    public async Task Open_OfASealedTextOfALength_AnswersIt(int length)
    {
        var sealer = NewSealer();
        foreach (var text in new[] { new string('x', length), new string('\u20AC', length), string.Concat(Enumerable.Repeat("\U0001F5BC", length / 2)) })
        {
            Assert.Equal(text, (await Open(sealer, await Seal(sealer, text))).Text);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task OpenBytes_OfSealedBytes_AnswersThem(int length)
    {
        var (sealer, bytes) = (NewSealer(), new byte[length]);
        Random.Shared.NextBytes(bytes);

        var sealedBytes = await sealer.SealBytes(Owner, Organization, SealedField.MetadataFile, Subject, bytes);

        Assert.Equal(length + 36, sealedBytes.Length);
        Assert.Equal(bytes, (await sealer.OpenBytes(Owner, SealedField.MetadataFile, Subject, sealedBytes)).Bytes);
    }

    [Fact]
    public async Task Seal_OfHalfASurrogatePair_IsRefused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Seal(NewSealer(), "a\uD800b"));

    [Fact]
    public async Task Seal_OfTheSameTextTwice_LooksDifferentAndIsAscii()
    {
        var sealer = NewSealer();
        var (first, second) = (await Seal(sealer, Prompt), await Seal(sealer, Prompt));

        Assert.NotEqual(first, second);
        Assert.Matches("^s1\\.1\\.[A-Za-z0-9_-]+$", first);
    }

    // Lengths of every remainder by three: the last character of base64 then stands for 6, 2 or 4 bits.
    [Theory]
    [InlineData(Prompt)]
    [InlineData(Prompt + ".")]
    [InlineData(Prompt + "..")]
    public async Task Open_WithAnyCharacterChanged_IsDamaged(string text)
    {
        var sealer = NewSealer();
        var written = await Seal(sealer, text);

        for (var i = 0; i < written.Length; i++)
        {
            foreach (var other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. =é")
            {
                var changed = written[..i] + other + written[(i + 1)..];
                Assert.Equal(changed == written ? OpenResult.Opened : OpenResult.Damaged, (await Open(sealer, changed)).Result);
            }
        }
    }

    [Fact]
    public async Task Open_CutOrLengthened_IsDamaged()
    {
        var sealer = NewSealer();
        var written = await Seal(sealer, Prompt);

        for (var i = 0; i < written.Length; i++)
        {
            Assert.Equal(OpenResult.Damaged, (await Open(sealer, written[..i])).Result);
        }

        foreach (var tail in new[] { "A", "AA", "AAAA", "=", " ", "\n" })
        {
            Assert.Equal(OpenResult.Damaged, (await Open(sealer, written + tail)).Result);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain:admin@example.org")]
    [InlineData("s1.")]
    [InlineData("s1.1")]
    [InlineData("s1.1.")]
    [InlineData("s1.0.")]
    [InlineData("s1.0.AAAA")]
    [InlineData("s1.-1.AAAA")]
    [InlineData("s1.99999999999.AAAA")]
    [InlineData("s2.1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Open_OfNoSealedText_IsDamaged(string text) => Assert.Equal(OpenResult.Damaged, (await Open(NewSealer(), text)).Result);

    [Fact]
    public async Task OpenBytes_WithAnyByteChanged_IsDamaged()
    {
        var sealer = NewSealer();
        var written = await sealer.SealBytes(Owner, Organization, SealedField.MetadataFile, Subject, new byte[20]);

        for (var i = 0; i < written.Length; i++)
        {
            var changed = written.ToArray();
            changed[i] ^= 1;
            Assert.Equal(OpenResult.Damaged, (await sealer.OpenBytes(Owner, SealedField.MetadataFile, Subject, changed)).Result);
            Assert.Equal(OpenResult.Damaged, (await sealer.OpenBytes(Owner, SealedField.MetadataFile, Subject, written.AsMemory(0, i))).Result);
        }
    }

    [Fact]
    public async Task Open_InAnotherPlace_IsDamaged()
    {
        var (sealer, neighbour) = (NewSealer(), Guid.CreateVersion7());
        var mine = await Seal(sealer, Prompt);
        await sealer.Seal(neighbour, Organization, SealedField.Prompt, Subject, Prompt);

        Assert.Equal(OpenResult.Damaged, (await sealer.Open(neighbour, SealedField.Prompt, Subject, mine)).Result);
        Assert.Equal(OpenResult.Damaged, (await sealer.Open(Guid.CreateVersion7(), SealedField.Prompt, Subject, mine)).Result);
        Assert.Equal(OpenResult.Damaged, (await sealer.Open(Owner, SealedField.Prompt, Guid.CreateVersion7(), mine)).Result);
        foreach (var field in Enum.GetValues<SealedField>())
        {
            Assert.Equal(field == SealedField.Prompt, (await sealer.Open(Owner, field, Subject, mine)).IsOpen);
        }
    }

    [Fact]
    public async Task Open_OfBytesWrittenAsText_IsDamaged()
    {
        var sealer = NewSealer();
        var written = await sealer.SealBytes(Owner, Organization, SealedField.Prompt, Subject, "hello"u8.ToArray());

        Assert.Equal(OpenResult.Damaged, (await Open(sealer, SealedText.Write(1, written.AsSpan(SealedBytes.HeadBytes)))).Result);
    }

    [Fact]
    public async Task SealAndOpen_WithTheKeyAtHand_AskNobodyAndCompleteAtOnce()
    {
        var sealer = NewSealer();
        var written = await Seal(sealer, Prompt);
        var asked = _contexts.Opened;

        // Kept to ask whether they are through, and awaited once after that.
#pragma warning disable CA2012
        var sealing = sealer.Seal(Owner, Organization, SealedField.Prompt, Subject, Prompt);
        var opening = sealer.Open(Owner, SealedField.Prompt, Subject, written);
        var sealingBytes = sealer.SealBytes(Owner, Organization, SealedField.MetadataFile, Subject, new byte[3]);
#pragma warning restore CA2012

        Assert.True(sealing.IsCompletedSuccessfully && opening.IsCompletedSuccessfully && sealingBytes.IsCompletedSuccessfully);
        Assert.Equal(Prompt, (await opening).Text);
        Assert.Equal(asked, _contexts.Opened);
        Assert.NotEmpty(await sealing);
        Assert.NotEmpty(await sealingBytes);
    }

    [Fact]
    public async Task Key_OlderThanItsAge_IsReadAgain()
    {
        var sealer = NewSealer();
        await Seal(sealer, Prompt);
        var asked = _contexts.Opened;

        _time.Advance(PersonalSealer.MaxKeyAge - TimeSpan.FromSeconds(1));
        await Seal(sealer, Prompt);
        Assert.Equal(asked, _contexts.Opened);

        _time.Advance(TimeSpan.FromSeconds(1));
        await Seal(sealer, Prompt);
        Assert.Equal(asked + 1, _contexts.Opened);
    }

    [Fact]
    public async Task Cache_PastItsBound_LetsTheLeastUsedGo()
    {
        var sealer = NewSealer(cachedOwners: 10);
        var owners = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToList();
        var written = new List<string>();
        foreach (var owner in owners)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            written.Add(await sealer.Seal(owner, Organization, SealedField.Prompt, Subject, Prompt));
            await sealer.Open(owners[0], SealedField.Prompt, Subject, written[0]);
            Assert.InRange(sealer.Cache.Count, 1, 10);
        }

        var asked = _contexts.Opened;
        Assert.Equal(Prompt, (await sealer.Open(owners[0], SealedField.Prompt, Subject, written[0])).Text);
        Assert.Equal(asked, _contexts.Opened);
        Assert.Equal(Prompt, (await sealer.Open(owners[1], SealedField.Prompt, Subject, written[1])).Text);
        Assert.Equal(asked + 1, _contexts.Opened);
    }

    [Fact]
    public async Task Seal_WhileKeysAreLetGoAllTheTime_NeverUsesAWipedOne()
    {
        var sealer = NewSealer(cachedOwners: 1);
        var owners = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToList();

        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var owner = owners[i % owners.Count];
            var written = await sealer.Seal(owner, Organization, SealedField.Prompt, Subject, Prompt);
            sealer.Forget(owners[(i + 1) % owners.Count]);
            Assert.Equal(Prompt, (await sealer.Open(owner, SealedField.Prompt, Subject, written)).Text);
        });
    }

    [Fact]
    public async Task SealAndOpen_WhileTheDatabaseIsDown_AreUnavailableAndWorkLater()
    {
        var written = await Seal(NewSealer(), Prompt);
        var folder = Path.GetDirectoryName(_database.File)!;
        _database.ForgetConnections();
        Directory.Move(folder, folder + "-away");
        var sealer = NewSealer();

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await Seal(sealer, Prompt));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await Open(sealer, written));
        Directory.Move(folder + "-away", folder);

        Assert.Equal(Prompt, (await Open(sealer, written)).Text);
    }

    [Fact]
    public async Task Seal_WhileNoKeyCanBeWritten_IsUnavailable()
    {
        await _database.ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON data_keys BEGIN SELECT RAISE(ABORT, 'no'); END;");

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await Seal(NewSealer(), Prompt));
    }

    private PersonalSealer NewSealer(int cachedOwners = PersonalSealer.CachedOwners) => new(_contexts, Keys.Wrap(1), _time, cachedOwners);

    private static ValueTask<string> Seal(PersonalSealer sealer, string text) => sealer.Seal(Owner, Organization, SealedField.Prompt, Subject, text);

    private static ValueTask<Opened> Open(PersonalSealer sealer, string written) => sealer.Open(Owner, SealedField.Prompt, Subject, written);
}
