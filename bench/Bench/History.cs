using System.Diagnostics;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Users;
using DonatelloAI.Testing;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Bench;

/// <summary>
/// Pages of a long history in process: a department of 500,000 generations, one of its people with 100,000, and an
/// organisation of 1,000,000; then the scheduler's look at a queue of 50,000 beside one of 5.
/// </summary>
internal sealed class History(Report report)
{
    private const int Generations = 1_000_000;
    private const int Rounds = 500;
    private const int Warm = 50;

    public async Task Run(string engine, TestDatabase database)
    {
        var large = await Department.Create(database.Contexts);
        var (small, colleague) = await Neighbours(database, large);
        await Fill(database, large, small, colleague);
        var store = new GenerationStore(database.Contexts, new OutboxSigner(new byte[32]), new CommitOptions(), TimeProvider.System);
        await Measure(engine, "page of a person", store, Caller(large, large.UserId, UserRole.PowerUser));
        await Measure(engine, "page of a manager", store, Caller(large, large.UserId, UserRole.DeptManager));
        await Measure(engine, "page of an administrator", store, Caller(large, large.UserId, UserRole.OrgAdmin));
        await MeasureQueue(engine, database, store, small);
    }

    /// <summary>The first page, and one from the middle of the history.</summary>
    private async Task Measure(string engine, string name, GenerationStore store, Caller caller)
    {
        var first = new GenerationFilter();
        await Measure(engine, name, () => store.List(caller, first));
        var middle = new GenerationCursor(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), Guid.CreateVersion7());
        await Measure(engine, $"{name}, from the middle", () => store.List(caller, first with { After = middle }));
    }

    private async Task MeasureQueue(string engine, TestDatabase database, GenerationStore store, Guid small)
    {
        await database.ExecuteAsync($"UPDATE generations SET status = 'pending' WHERE id IN (SELECT id FROM generations WHERE department_id <> {Id(database, small)} LIMIT 50000)");
        await database.ExecuteAsync($"UPDATE generations SET status = 'pending' WHERE id IN (SELECT id FROM generations WHERE department_id = {Id(database, small)} LIMIT 5)");
        await database.ExecuteAsync("ANALYZE");
        await Measure(engine, "queue of 50,000 and 5", () => store.Pending("openai", ["gpt-image-2"], 50, 500), rounds: 30);
    }

    private async Task Measure<T>(string engine, string name, Func<Task<IReadOnlyList<T>>> read, int rounds = Rounds)
    {
        var times = new List<double>();
        for (var round = -Warm; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            if ((await read()).Count == 0)
            {
                throw new InvalidOperationException($"{name} is empty.");
            }

            if (round >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        times.Sort();
        report.AddRead(engine, name, times[times.Count / 2], times[times.Count * 99 / 100]);
    }

    /// <summary>
    /// Made in SQL, twenty seconds apart: a tenth of all is one person's, half of all their department's, the rest another's.
    /// </summary>
    private static async Task Fill(TestDatabase database, Department department, Guid otherDepartment, Guid colleague)
    {
        var isSqlite = database.Engine == StorageEngine.Sqlite;
        var (id, moment, series) = isSqlite
            ? ("printf('%08X-0000-7000-8000-000000000000', i)", "(1766000000 + i * 20) * 1000000", $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Generations})")
            : ("(lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000000')::uuid", "to_timestamp(1766000000 + i * 20)", $"WITH n AS (SELECT generate_series(1, {Generations}) AS i)");
        string Either(string condition, Guid yes, Guid no) =>
            $"CASE WHEN {condition} THEN {Id(database, yes)} ELSE {Id(database, no)} END" + (isSqlite ? "" : "::uuid");
        var columns = "id, organization_id, department_id, user_id, model_provider, model_name, prompt_encrypted, status, image_url, completed_at, "
            + "cost_aud, is_nsfw, is_deleted, version, storage_tier, created_at, metadata";
        var no = isSqlite ? "0" : "FALSE";
        var document = isSqlite ? "'{}'" : "'{}'::jsonb";
        var organization = Id(database, department.OrganizationId) + (isSqlite ? "" : "::uuid");
        await using var db = await database.Contexts.CreateDbContextAsync();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        var insert = $"INSERT INTO generations ({columns}) {series} SELECT {id}, {organization}, {Either("i % 2 = 0", department.Id, otherDepartment)}, "
            + $"{Either("i % 10 = 0", department.UserId, colleague)}, 'openai', 'gpt-image-2', 'v1:sealed', 'completed', 'images/a.png', {moment}, "
            + $"0, {no}, {no}, 1, 'hot', {moment}, {document} FROM n";

        // Braces stand for parameters here.
        await db.Database.ExecuteSqlRawAsync(insert.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
    }

    /// <summary>Another department of the organisation, and a colleague.</summary>
    private static async Task<(Guid Department, Guid Colleague)> Neighbours(TestDatabase database, Department department)
    {
        var (other, colleague) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.AddAsync(
            new DepartmentRow { Id = other, OrganizationId = department.OrganizationId, Name = "Other", Code = "OTHER" },
            new UserRow
            {
                Id = colleague,
                OrganizationId = department.OrganizationId,
                DepartmentId = department.Id,
                AzureAdId = colleague.ToString(),
                Email = "sealed",
                EmailIndex = colleague.ToByteArray(),
                EmailIndexVersion = 1,
                Role = UserRole.PowerUser,
            });
        return (other, colleague);
    }

    private static string Id(TestDatabase database, Guid id) => database.Engine == StorageEngine.Sqlite ? $"'{id.ToString().ToUpperInvariant()}'" : $"'{id}'";

    private static Caller Caller(Department department, Guid userId, UserRole role) => new()
    {
        UserId = userId,
        OrganizationId = department.OrganizationId,
        DepartmentId = department.Id,
        Role = role,
        Scopes = KeyScopes.All,
    };
}
