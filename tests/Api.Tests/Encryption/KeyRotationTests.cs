using DonatelloAI.Hosting;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Api.Tests.Encryption;

/// <summary>What somebody sees who rotates a master key, and what holds when they stop it.</summary>
public sealed class KeyRotationTests : IAsyncLifetime, IDisposable
{
    private const int Owners = DataKeyRewrap.PageSize + 20;

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-rotation-");
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _output = new();
    private TestDatabase _database = null!;

    private string Folder => Path.Combine(_temp.FullName, "keys");

    public async Task InitializeAsync()
    {
        _database = TestDatabase.Sqlite();
        await _database.Migrator.UpAsync();
        var ring = KeyRing.OpenOrMake(Folder);
        var wrap = new DataKeyWrap(ring.Masters);
        await _database.AddAsync([.. Enumerable.Range(0, Owners).Select(_ => NewKey(wrap, Guid.CreateVersion7()))]);
    }

    public Task DisposeAsync()
    {
        _database.Dispose();
        _temp.Delete(recursive: true);
        return Task.CompletedTask;
    }

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task Rotation_OnATerminal_DrawsOneBarToItsEnd()
    {
        var said = await Rotate(NewProgress(isTerminal: true));

        Assert.Equal($"\r[------------------------------]   0% 0 of {Owners} keys\r[##############################] 100% {Owners} of {Owners} keys{Environment.NewLine}", _output.ToString());
        Assert.Equal($"Master key version 2 is active, and {Owners} keys of people and organisations are wrapped under it. Keep older versions for as long as backups need them. Next: look.", said);
    }

    [Fact]
    public async Task Rotation_ThatIsSoonOver_WritesNothingWhereTheOutputGoesElsewhere()
    {
        await Rotate(NewProgress(isTerminal: false));

        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Progress_WhereTheOutputGoesElsewhere_WritesALineEveryTenSeconds()
    {
        var progress = NewProgress(isTerminal: false);
        for (var second = 0; second <= 25; second++)
        {
            progress.Report(new RewrapProgress(second * 1_000, 200_000));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["10,000 of 200,000 keys are wrapped anew (5%).", "20,000 of 200,000 keys are wrapped anew (10%)."], Lines());
    }

    [Fact]
    public void Progress_OnATerminal_DrawsTenTimesASecondAtMost()
    {
        var progress = NewProgress(isTerminal: true);
        for (var step = 0; step < 20; step++)
        {
            progress.Report(new RewrapProgress(step, 200));
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        progress.Close();
        progress.Close();

        Assert.Equal(10, _output.ToString().Count(static letter => letter == '\r'));
        Assert.EndsWith($"[##----------------------------]   9% 18 of 200 keys{Environment.NewLine}", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_OfNothing_ShowsNothing()
    {
        foreach (var isTerminal in new[] { false, true })
        {
            NewProgress(isTerminal).Report(new RewrapProgress(0, 0));
        }

        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Rotation_Stopped_SaysSoAndIsResumedWithoutAnotherVersion()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var watch = new RotationWatch(NewProgress(isTerminal: true), "look.", stop.Token);

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => KeyRotation.Run(_database.Contexts, KeyRing.Open(Folder), static ring => ring.Rotate(), watch));

        Assert.Equal(
            "Stopped: master key version 2 is active, and not every key is wrapped under it. Nothing is lost as long as the older versions are there; run the same again to go on.",
            refused.Message);
        Assert.EndsWith(Environment.NewLine, _output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"version 2 is active, and {Owners} keys", await Resume(), StringComparison.Ordinal);
        Assert.Null(await Resume());
        Assert.Equal([1, 2], KeyRing.Open(Folder).Masters.Versions.Order());
        await using var db = await _database.Contexts.CreateDbContextAsync();
        Assert.Equal([2], await db.DataKeys.Select(key => key.MasterVersion).Distinct().ToListAsync());
    }

    private Task<string> Rotate(RotationProgress progress) => KeyRotation.Run(
        _database.Contexts, KeyRing.Open(Folder), static ring => ring.Rotate(), new RotationWatch(progress, "look.", CancellationToken.None));

    private Task<string?> Resume() => KeyRotation.Resume(
        _database.Contexts, KeyRing.Open(Folder), new RotationWatch(NewProgress(isTerminal: false), "look.", CancellationToken.None));

    private RotationProgress NewProgress(bool isTerminal) => new(_output, isTerminal, _time);

    private string[] Lines() => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private static DataKeyRow NewKey(DataKeyWrap wrap, Guid owner) => new()
    {
        OwnerId = owner,
        Version = 1,
        OrganizationId = Guid.CreateVersion7(),
        WrappedKey = wrap.Wrap(owner, 1, new byte[MasterKeys.KeyBytes]),
        MasterVersion = 1,
    };
}
