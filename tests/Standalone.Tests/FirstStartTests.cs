using System.Text;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Users;
using DonatelloAI.Hosting;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Silo.Organizations;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Users;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Standalone.Tests;

public sealed class FirstStartTests : IAsyncLifetime
{
    // The first of December in Sydney while it is still November in UTC.
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 13, 30, 0, TimeSpan.Zero);

    private static readonly OutboxSigner Outbox = new(new byte[32]);

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-first-");
    private readonly FakeTimeProvider _time = new(Now);
    private DataFolder _folder = null!;
    private KeyRing _keys = null!;
    private IDbContextFactory<DonatelloContext> _contexts = null!;

    public async Task InitializeAsync()
    {
        _folder = DataFolder.Open(Path.Combine(_temp.FullName, "data"));
        _keys = StandaloneKeys.Open(_folder);
        _contexts = DonatelloContexts.Factory(StorageEngine.Sqlite, $"Data Source={_folder.MakeDatabase()};Pooling=False");
        await new SchemaMigrator(_contexts).UpAsync();
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        _temp.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Ensure_EmptyDatabase_MakesAnAdministratorWithAKeyThatIsKnown()
    {
        var token = await FirstStart().Ensure(default);

        await using var context = await _contexts.CreateDbContextAsync();
        var user = await context.Users.SingleAsync();
        var key = await context.ApiKeys.SingleAsync();
        Assert.Equal((token!.UserId, UserRole.SuperAdmin), (user.Id, user.Role));
        Assert.Equal((token.KeyId, token.UserId, token.Prefix), (key.Id, key.UserId, key.KeyPrefix));
        Assert.True(token.Matches(key.KeyHash, _keys.Lookup.Pepper));
        Assert.Equal((await context.Departments.SingleAsync()).Id, user.DepartmentId);
    }

    [Fact]
    public async Task Ensure_EmptyDatabase_SealsAddressAndNameOfTheAdministrator()
    {
        await FirstStart().Ensure(default);

        await using var context = await _contexts.CreateDbContextAsync();
        var user = await context.Users.SingleAsync();
        var sealer = Sealer();
        Assert.Equal("admin@example.org", (await sealer.Open(user.Id, SealedField.Email, user.Id, user.Email)).Text);
        Assert.Equal("Administrator", (await sealer.Open(user.Id, SealedField.DisplayName, user.Id, user.DisplayName!)).Text);
        Assert.Equal(new EmailIndex(_keys.Lookup).Of(" Admin@Example.org"), user.EmailIndex);
        Assert.Equal(EmailIndex.Version, user.EmailIndexVersion);
        Assert.Equal(user.OrganizationId, (await context.DataKeys.SingleAsync()).OrganizationId);
    }

    [Fact]
    public async Task Ensure_EmptyDatabase_LeavesNoAddressInClearInAnyFile()
    {
        await FirstStart().Ensure(default);

        var files = Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock");
        Assert.All(files, file => Assert.DoesNotContain("admin@example.org", Bytes(file), StringComparison.OrdinalIgnoreCase));
        Assert.All(files, file => Assert.DoesNotContain("Administrator", Bytes(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_EmptyDatabase_SaysInTheSameCommitWhatItMade()
    {
        await FirstStart().Ensure(default);

        await using var context = await _contexts.CreateDbContextAsync();
        var events = await context.Outbox.ToListAsync();
        Assert.Equal(
            ["api_key.created", "department.created", "organization.created", "user.created"],
            events.Select(row => row.EventType).Order(StringComparer.Ordinal));
        Assert.All(events, row => Assert.True(Outbox.IsAuthentic(row)));
    }

    [Fact]
    public async Task Ensure_EmptyDatabase_BeginsALedgerThatVerifies()
    {
        await FirstStart().Ensure(default);

        await using var context = await _contexts.CreateDbContextAsync();
        var budget = await context.DepartmentBudgets.SingleAsync();
        Assert.Equal((Money.FromAud(100m), EnforcementMode.Hard), (budget.MonthlyBudgetAud, budget.EnforcementMode));
        Assert.Equal((new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 31)), (budget.BudgetPeriodStart, budget.BudgetPeriodEnd));
        var store = new BudgetStore(_contexts, new OutboxSigner(_keys.Masters.Derive(KeyPurposes.Outbox)), new CommitOptions());
        Assert.Null((await store.Verify(budget.DepartmentId))!.FirstDifference);
    }

    [Fact]
    public async Task Ensure_Twice_ChangesNothingTheSecondTime()
    {
        await FirstStart().Ensure(default);
        Assert.Null(await FirstStart().Ensure(default));

        await using var context = await _contexts.CreateDbContextAsync();
        Assert.Equal(1, await context.Organizations.CountAsync());
        Assert.Equal(1, await context.ApiKeys.CountAsync());
    }

    [Fact]
    public async Task Ensure_CommitFailedAfterTheKeyWasWritten_TakesTheKeyUpAgain()
    {
        await Execute("CREATE TRIGGER refuse_keys BEFORE INSERT ON api_keys BEGIN SELECT RAISE(ABORT, 'no'); END;");
        await Assert.ThrowsAsync<DbUpdateException>(() => FirstStart().Ensure(default));
        await using (var context = await _contexts.CreateDbContextAsync())
        {
            Assert.Equal(0, await context.Organizations.CountAsync());
        }

        var written = (await File.ReadAllTextAsync(_folder.FirstAdminKey)).Trim();
        await Execute("DROP TRIGGER refuse_keys;");
        var token = await FirstStart().Ensure(default);

        Assert.Equal(written, token!.SecretText);
        await using var after = await _contexts.CreateDbContextAsync();
        Assert.Equal((await after.Organizations.SingleAsync()).Id, (await after.DataKeys.SingleAsync()).OrganizationId);
    }

    [Fact]
    public async Task Ensure_ForeignKeyFile_IsRefused()
    {
        await File.WriteAllTextAsync(_folder.FirstAdminKey, "not a key");

        await Assert.ThrowsAsync<StartRefusedException>(() => FirstStart().Ensure(default));
    }

    private FirstStart FirstStart() => new(_contexts, new FirstOrganization { KeyFile = _folder.FirstAdminKey }, _keys.Lookup, Sealer(), Outbox, _time);

    /// <summary>A file byte by byte, its log too while it is open.</summary>
    private static string Bytes(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private PersonalSealer Sealer() => new(_contexts, new DataKeyWrap(_keys.Masters), _time);

    private async Task Execute(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
