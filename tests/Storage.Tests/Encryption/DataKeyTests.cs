using System.Globalization;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Tests.Schema;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Tests.Encryption;

/// <summary>What becomes of persons' keys in the database; on every engine.</summary>
public abstract class DataKeyTests(PostgresFixture? postgres) : SchemaTestBase(postgres)
{
    private const string Prompt = "a lighthouse at dusk";

    private readonly Guid _owner = Guid.CreateVersion7();
    private readonly Guid _organization = Guid.CreateVersion7();
    private readonly Guid _subject = Guid.CreateVersion7();

    [Fact]
    public async Task FirstUse_ByTwoAtOnce_LeavesOneKeyThatBothUse()
    {
        var contexts = new WatchedContexts(Database.Contexts);
        var (fast, slow) = (NewSealer(1), new PersonalSealer(contexts, Keys.Wrap(1), TimeProvider.System));
        var first = "";
        contexts.Before = async number => first = number == 2 ? await Seal(fast) : first;

        // The slow one has found no key and is about to write its own when the fast one does.
        var second = await Seal(slow);

        Assert.Equal((Prompt, Prompt), ((await Open(slow, first)).Text, (await Open(fast, second)).Text));
        Assert.Equal(1, await CountKeys());
    }

    [Fact]
    public async Task FirstUse_ByManyAtOnce_LeavesOneKeyThatAllUse()
    {
        var sealers = Enumerable.Range(0, 8).Select(_ => NewSealer(1)).ToList();

        var written = await Task.WhenAll(sealers.Select(sealer => Task.Run(async () => await Seal(sealer))));

        foreach (var text in written)
        {
            Assert.Equal(Prompt, (await Open(NewSealer(1), text)).Text);
        }

        Assert.Equal(1, await CountKeys());
    }

    [Fact]
    public async Task Rotation_OldTextOpensAndNewTextIsUnderANewKey()
    {
        var old = await Seal(NewSealer(1));
        var rotated = NewSealer(2, 1);

        var written = await Seal(rotated);

        Assert.StartsWith("s1.1.", old, StringComparison.Ordinal);
        Assert.StartsWith("s1.2.", written, StringComparison.Ordinal);
        Assert.Equal((Prompt, Prompt), ((await Open(rotated, old)).Text, (await Open(rotated, written)).Text));
        Assert.Equal(2, await CountKeys());
    }

    [Fact]
    public async Task Rewrap_ThenWithoutTheOldMaster_EverythingOpens()
    {
        var old = await Seal(NewSealer(1));

        var report = await NewRewrap(2, 1).Run();

        Assert.Equal(new RewrapReport(1, 0), report);
        Assert.Equal(Prompt, (await Open(NewSealer(2), old)).Text);
        Assert.Equal(new RewrapReport(0, 0), await NewRewrap(2).Run());
        await NewRewrap(2).Check();
    }

    [Fact]
    public async Task Rewrap_OfMoreThanAPage_SkipsWhatIsDamagedAndEnds()
    {
        var owners = Enumerable.Range(0, DataKeyRewrap.PageSize + 20).Select(_ => Guid.CreateVersion7()).ToList();
        var wrap = Keys.Wrap(1);
        await Database.AddAsync([.. owners.Select((owner, i) => Row(owner, i % 10 == 0 ? new byte[60] : wrap.Wrap(owner, 1, new byte[32])))]);

        var report = await NewRewrap(2, 1).Run();

        Assert.Equal(new RewrapReport(owners.Count - (owners.Count / 10), owners.Count / 10), report);
        Assert.Equal(new RewrapReport(0, owners.Count / 10), await NewRewrap(2, 1).Run());
    }

    [Fact]
    public async Task Rewrap_OfMoreThanAPage_TellsHowFarItIsAndGoesOnWhereItWasStopped()
    {
        var wrap = Keys.Wrap(1);
        await Database.AddAsync([.. Enumerable.Range(0, DataKeyRewrap.PageSize + 20).Select(_ => Guid.CreateVersion7()).Select(owner => Row(owner, wrap.Wrap(owner, 1, new byte[32])))]);
        using var stop = new CancellationTokenSource();
        var told = new Told(progress =>
        {
            if (progress.Done > 0)
            {
                stop.Cancel();
            }
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => NewRewrap(2, 1).Run(told, stop.Token));

        Assert.Equal([new(0, DataKeyRewrap.PageSize + 20), new RewrapProgress(DataKeyRewrap.PageSize, DataKeyRewrap.PageSize + 20)], told.Heard);
        var rest = new Told();
        Assert.Equal(new RewrapReport(20, 0), await NewRewrap(2, 1).Run(rest));
        Assert.Equal([new(0, 20), new RewrapProgress(20, 20)], rest.Heard);
        Assert.Equal(new RewrapReport(0, 0), await NewRewrap(2).Run());
    }

    [Fact]
    public async Task Rewrap_WithoutAMaster_IsRefusedByItsVersion()
    {
        await Seal(NewSealer(1));

        var refusal = await Assert.ThrowsAsync<PersonalKeyException>(() => NewRewrap(2).Run());

        Assert.StartsWith("Master key version 1 is missing", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PersonalKeyException>(() => NewRewrap(2).Check());
    }

    [Fact]
    public async Task MissingMaster_OnOpenAndSeal_IsNamed()
    {
        var written = await Seal(NewSealer(3));
        var without = NewSealer(2);

        var opened = await Open(without, written);
        Assert.Equal((OpenResult.UnknownKey, 3), (opened.Result, opened.MasterVersion));
        Assert.Contains("Master key version 3 is missing", $"{opened}", StringComparison.Ordinal);

        // Its own version is wrapped under another one's key: a silo that has not been given the newest key yet.
        await Seal(without);
        await NewRewrap(3, 2).Run();
        var refusal = await Assert.ThrowsAsync<PersonalKeyException>(async () => await Seal(NewSealer(2)));
        Assert.StartsWith("Master key version 3 is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrappedKey_CopiedToAnotherPerson_IsDamaged()
    {
        var written = await Seal(NewSealer(1));
        var thief = Guid.CreateVersion7();
        await using (var db = await Database.Contexts.CreateDbContextAsync())
        {
            await Database.AddAsync(Row(thief, (await db.DataKeys.SingleAsync()).WrappedKey!));
        }

        Assert.Equal(OpenResult.Damaged, (await NewSealer(1).Open(thief, SealedField.Prompt, _subject, written)).Result);
        await Assert.ThrowsAsync<PersonalKeyException>(async () =>
            await NewSealer(1).Seal(thief, _organization, SealedField.Prompt, _subject, Prompt));
    }

    [Fact]
    public async Task Destroyed_Key_ErasesWhatItSealedAndIsNotMadeAgain()
    {
        var sealer = NewSealer(1);
        var written = await Seal(sealer);
        await Destroy();
        sealer.Forget(_owner);

        Assert.Equal(OpenResult.Erased, (await Open(sealer, written)).Result);
        Assert.Equal(OpenResult.Erased, (await Open(NewSealer(2, 1), written)).Result);
        Assert.Equal("s1.0.", await Seal(sealer));
        Assert.Equal(OpenResult.Erased, (await Open(sealer, await Seal(NewSealer(2, 1)))).Result);
        Assert.Equal(1, await CountKeys());
    }

    [Fact]
    public async Task Destroyed_Key_ErasesBytesToo()
    {
        var sealer = NewSealer(1);
        var written = await sealer.SealBytes(_owner, _organization, SealedField.MetadataFile, _subject, new byte[9]);
        await Destroy();
        sealer.Forget(_owner);

        Assert.Equal(OpenResult.Erased, (await sealer.OpenBytes(_owner, SealedField.MetadataFile, _subject, written)).Result);
        var late = await sealer.SealBytes(_owner, _organization, SealedField.MetadataFile, _subject, new byte[9]);
        Assert.Equal(OpenResult.Erased, (await sealer.OpenBytes(_owner, SealedField.MetadataFile, _subject, late)).Result);
    }

    [Fact]
    public async Task Destroy_OfAPersonWithoutAKey_LeavesAMarkThatNoKeyReplaces()
    {
        await Destroy();

        Assert.Equal("s1.0.", await Seal(NewSealer(1)));
        Assert.Equal("s1.0.", await Seal(NewSealer(2, 1)));
        Assert.Equal(1, await CountKeys());
    }

    [Fact]
    public async Task Destroy_WhileAKeyIsMade_LeavesNoLiveKey()
    {
        await Seal(NewSealer(1));
        var contexts = new WatchedContexts(Database.Contexts);
        contexts.Before = number => number == 2 ? Destroy() : Task.CompletedTask;
        var sealer = new PersonalSealer(contexts, Keys.Wrap(2, 1), TimeProvider.System);

        Assert.Equal("s1.0.", await Seal(sealer));

        Assert.Empty(await Database.QueryAsync("SELECT CAST(version AS varchar(9)) AS \"Value\" FROM data_keys WHERE wrapped_key IS NOT NULL"));
        Assert.Equal(2, await CountKeys());
    }

    [Fact]
    public async Task Rewrap_AfterADestruction_BringsNothingBack()
    {
        var written = await Seal(NewSealer(1));
        await Destroy();

        Assert.Equal(new RewrapReport(0, 0), await NewRewrap(2, 1).Run());
        Assert.Equal(OpenResult.Erased, (await Open(NewSealer(2, 1), written)).Result);
    }

    [Fact]
    public async Task Row_DestroyedWithItsKey_IsRefused()
    {
        await Seal(NewSealer(1));

        await Assert.ThrowsAnyAsync<Exception>(() => Database.ExecuteAsync("UPDATE data_keys SET wrapped_key = NULL"));
        await Assert.ThrowsAnyAsync<Exception>(() => Database.ExecuteAsync("UPDATE data_keys SET destroyed_at = created_at"));
    }

    /// <summary>Hears at once, unlike a <see cref="Progress{T}"/>.</summary>
    private sealed class Told(Action<RewrapProgress>? then = null) : IProgress<RewrapProgress>
    {
        public List<RewrapProgress> Heard { get; } = [];

        public void Report(RewrapProgress value)
        {
            Heard.Add(value);
            then?.Invoke(value);
        }
    }

    private DataKeyRow Row(Guid owner, byte[] wrapped) => new()
    {
        OwnerId = owner, Version = 1, OrganizationId = _organization, WrappedKey = wrapped, MasterVersion = 1,
    };

    private async Task Destroy()
    {
        await using var db = await Database.Contexts.CreateDbContextAsync();
        if (await DataKeyWrites.DestroyLive(db, _owner, TimeProvider.System.GetUtcNow()) == 0)
        {
            db.DataKeys.Add(DataKeyWrites.Mark(_owner, _organization, version: 1, TimeProvider.System.GetUtcNow()));
            await db.SaveChangesAsync();
        }
    }

    private async Task<int> CountKeys()
    {
        var count = await Database.QueryAsync("SELECT CAST(COUNT(*) AS varchar(9)) AS \"Value\" FROM data_keys");
        return int.Parse(count.Single(), CultureInfo.InvariantCulture);
    }

    private PersonalSealer NewSealer(int active, params int[] others) => new(Database.Contexts, Keys.Wrap(active, others), TimeProvider.System);

    private DataKeyRewrap NewRewrap(int active, params int[] others) => new(Database.Contexts, Keys.Wrap(active, others));

    private ValueTask<string> Seal(PersonalSealer sealer) => sealer.Seal(_owner, _organization, SealedField.Prompt, _subject, Prompt);

    private ValueTask<Opened> Open(PersonalSealer sealer, string written) => sealer.Open(_owner, SealedField.Prompt, _subject, written);
}

public sealed class SqliteDataKeyTests() : DataKeyTests(postgres: null);

[Collection(PostgresCollection.Name)]
public sealed class PostgresDataKeyTests(PostgresFixture postgres) : DataKeyTests(postgres);
