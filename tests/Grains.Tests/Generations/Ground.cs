using System.Security.Cryptography;
using DonatelloAI.Blobs;
using DonatelloAI.Contracts;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Storage.Users;
using DonatelloAI.Testing;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What lasts when processes die: a migrated database, a folder of images, and the keys. One for many stories.</summary>
public abstract class Ground : IAsyncLifetime
{
    private readonly DataKeyWrap _wrap = new(new MasterKeys(1, new Dictionary<int, byte[]> { [1] = SHA256.HashData("master"u8) }));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("donatello-life-");

    internal TestDatabase Database { get; private set; } = null!;

    internal Guid OrganizationId { get; } = Guid.CreateVersion7();

    internal string Images => _folder.FullName;

    public async Task InitializeAsync()
    {
        Database = await NewDatabase();
        await Database.Migrator.UpAsync();
        await Database.AddAsync(new OrganizationRow { Id = OrganizationId, Name = "Acme", Domain = "acme.example.com", Settings = "{}" });
    }

    public virtual async Task DisposeAsync()
    {
        await Task.CompletedTask;
        Database.Dispose();
        _folder.Delete(recursive: true);
    }

    internal BudgetStore NewBudgetStore() => new(Database.Contexts, new OutboxSigner(new byte[32]), new CommitOptions());

    internal GenerationStore NewGenerationStore(TimeProvider time) => new(Database.Contexts, new OutboxSigner(new byte[32]), new CommitOptions(), time);

    internal PersonalSealer NewSealer(TimeProvider time) => new(Database.Contexts, _wrap, time);

    internal OrganizationUserStore NewPeople() =>
        new(Database.Contexts, new EmailIndex(new LookupKeys(new byte[32])), new OutboxSigner(new byte[32]), new CommitOptions());

    internal ErasureStore NewErasureStore() => new(
        Database.Contexts, new SessionStore(Database.Contexts, new OutboxSigner(new byte[32]), new CommitOptions()), _wrap, new OutboxSigner(new byte[32]), new CommitOptions());

    internal FolderImageStore NewImageStore(TimeProvider time) => FolderImageStore.Open(new FolderImageStoreOptions { Root = Images }, time);

    internal async Task AddDepartment(Guid departmentId, Guid userId, Money budget, DateTimeOffset now)
    {
        await using var context = await Database.Contexts.CreateDbContextAsync();
        DepartmentFactory.Add(
            context,
            new NewDepartment
            {
                Id = departmentId,
                OrganizationId = OrganizationId,
                Name = $"Department {departmentId}",
                Code = departmentId.ToString("N")[^12..],
                Zone = TimeZoneInfo.Utc,
                MonthlyBudget = budget,
            },
            now);
        context.Add(SampleUsers.New(userId, OrganizationId, departmentId));
        await context.SaveChangesAsync();
    }

    /// <summary>Lets every lease of a generation run out, by the clock of the database that gave it.</summary>
    internal Task ExpireLeases(Guid generationId) => Database.Engine == StorageEngine.Sqlite
        ? Database.ExecuteAsync($"UPDATE generation_attempts SET lease_until = 0 WHERE generation_id = '{generationId.ToString().ToUpperInvariant()}' COLLATE NOCASE")
        : Database.ExecuteAsync($"UPDATE generation_attempts SET lease_until = '2000-01-01Z' WHERE generation_id = '{generationId}'");

    private protected abstract Task<TestDatabase> NewDatabase();
}

/// <summary>On SQLite.</summary>
public sealed class SqliteGround : Ground
{
    private protected override Task<TestDatabase> NewDatabase() => Task.FromResult(TestDatabase.Sqlite());
}

/// <summary>On PostgreSQL.</summary>
public sealed class PostgresGround : Ground
{
    private PostgresServer? _server;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _server!.DisposeAsync();
    }

    private protected override async Task<TestDatabase> NewDatabase()
    {
        _server = await PostgresServer.StartAsync();
        return await TestDatabase.PostgresAsync(_server);
    }
}
