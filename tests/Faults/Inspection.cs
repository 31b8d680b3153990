using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using DonatelloAI.Storage;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DonatelloAI.Faults;

/// <summary>Looks at money and work from outside the ledger: at rows by plain queries, and at the vendor's own book.</summary>
internal sealed class Inspection(NativeCluster cluster, IDbContextFactory<DonatelloContext> contexts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(100);

    private const string AboveBudget = """
        SELECT count(*)::int AS "Value" FROM department_budgets WHERE current_spend_aud + current_held_aud > monthly_budget_aud
        """;

    private const string Unended = """
        SELECT count(*)::int AS "Value" FROM generations WHERE status IN ('pending', 'processing')
        """;

    /// <summary>What must not be found once everything has ended, by the word that the report has for it.</summary>
    private static readonly (string Name, string Sql)[] Findings =
    [
        ("overspent", """
            SELECT count(*)::int AS "Value" FROM budget_entries WHERE spent_after_aud + held_after_aud > budget_after_aud
            """),
        ("leaked", """
            SELECT count(*)::int AS "Value" FROM budget_holds h WHERE h.state = 'open' AND NOT EXISTS
                (SELECT 1 FROM generation_attempts a WHERE a.generation_id = h.generation_id AND a.attempt_no = h.attempt_no AND a.state = 'unknown')
            """),
        ("double-settled", """
            SELECT count(*)::int AS "Value" FROM
                (SELECT 1 FROM budget_entries WHERE kind = 'settle' GROUP BY generation_id, attempt_no HAVING count(*) > 1
                 UNION ALL SELECT 1 FROM cost_events GROUP BY generation_id, attempt_no HAVING count(*) > 1) twice
            """),
        ("failed although the vendor would have sold", """
            SELECT count(*)::int AS "Value" FROM generations g WHERE g.status = 'failed' AND NOT EXISTS
                (SELECT 1 FROM generation_attempts a WHERE a.generation_id = g.id AND (a.state = 'unknown' OR a.billed = 'unknown'))
            """),
        ("bought again although the first outcome was known", """
            SELECT count(*)::int AS "Value" FROM generation_attempts later JOIN generation_attempts first
                ON first.generation_id = later.generation_id AND first.attempt_no < later.attempt_no
                JOIN cost_events known ON known.generation_id = first.generation_id AND known.attempt_no = first.attempt_no
                WHERE known.created_at < later.started_at
            """),
        ("billed without a cost event", """
            SELECT count(*)::int AS "Value" FROM generation_attempts a WHERE (a.billed = 'yes' OR a.state IN ('succeeded', 'settled')) AND NOT EXISTS
                (SELECT 1 FROM cost_events c WHERE c.generation_id = a.generation_id AND c.attempt_no = a.attempt_no)
            """),
    ];

    /// <summary>Looks again and again whether a budget is exceeded, until somebody calls it off; answers with looks and finds.</summary>
    public async Task<(int Samples, int Above)> Sample(CancellationToken over)
    {
        var (samples, above) = (0, 0);
        while (!over.IsCancellationRequested)
        {
            if (await TryCount(AboveBudget) is { } found)
            {
                samples++;
                above += found > 0 ? 1 : 0;
            }

            await Task.Delay(SampleEvery, TimeProvider.System, CancellationToken.None);
        }

        return (samples, above);
    }

    /// <summary>Waits until all work has ended; answers with how much has not.</summary>
    public async Task<int> UntilEnded()
    {
        var began = TimeProvider.System.GetTimestamp();
        var left = await TryCount(Unended);
        while (left != 0 && TimeProvider.System.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(SampleEvery, TimeProvider.System);
            left = await TryCount(Unended);
        }

        return left ?? -1;
    }

    /// <summary>Everything that breaks a promise, in words; nothing is what is hoped for.</summary>
    /// <param name="orders">What clients ordered, in this run and before it.</param>
    /// <param name="vendor">Who sold the images.</param>
    /// <param name="tenants">Whose ledgers are verified.</param>
    public async Task<List<string>> Find(IReadOnlyCollection<Order> orders, FakeImageVendor vendor, IReadOnlyList<Tenant> tenants)
    {
        var found = new List<string>();
        foreach (var (name, sql) in Findings)
        {
            if (await Count(sql) is > 0 and var count)
            {
                found.Add($"{count} {name}");
            }
        }

        found.AddRange(await Lost(orders));
        found.AddRange(await BoughtTwice(orders, vendor));
        foreach (var tenant in tenants)
        {
            found.AddRange(await Unverified(tenant));
        }

        found.AddRange(orders.Where(order => order.Strange is not null).Take(3).Select(order => $"an answer that nobody is promised: {order.Strange}"));
        return found;
    }

    /// <summary>Attempts of which nobody knows whether the vendor worked: the price of a crash in the middle of a paid call.</summary>
    public Task<int> Unknown() => Count("""SELECT count(*)::int AS "Value" FROM generation_attempts WHERE state = 'unknown'""");

    private async Task<IEnumerable<string>> Lost(IReadOnlyCollection<Order> orders)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var known = (await context.Generations.Select(generation => generation.Id).ToListAsync()).ToHashSet();
        var lost = orders.Count(order => order.Id is { } id && !known.Contains(IdOf(id)));
        var unanswered = orders.Count(order => order is { Id: null, IsRefused: false, Strange: null });
        return [.. new[] { (lost, "accepted and lost"), (unanswered, "never answered") }.Where(pair => pair.Item1 > 0).Select(pair => $"{pair.Item1} {pair.Item2}")];
    }

    /// <summary>
    /// A prompt is an order's key, so the vendor's book tells what was bought for whom. Each purchase is an attempt of its own, whose money
    /// is held or settled; that an attempt follows another is right only where <see cref="Findings"/> sees no reason against it.
    /// </summary>
    private async Task<IEnumerable<string>> BoughtTwice(IReadOnlyCollection<Order> orders, FakeImageVendor vendor)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var attempts = await context.GenerationAttempts
            .GroupBy(attempt => attempt.GenerationId)
            .ToDictionaryAsync(attempt => attempt.Key, attempt => attempt.Count());
        var ids = orders.Where(order => order.Id is not null).ToDictionary(order => order.Key, order => IdOf(order.Id!), StringComparer.Ordinal);
        var excess = vendor.Calls.Where(static call => call.IsPurchase).GroupBy(static call => call.Prompt)
            .Count(calls => ids.TryGetValue(calls.Key, out var id) && calls.Count() > attempts.GetValueOrDefault(id));
        return excess > 0 ? [$"{excess} bought more often than attempted"] : [];
    }

    private static Guid IdOf(string id) => Guid.Parse(id.Split('_')[^1], CultureInfo.InvariantCulture);

    private async Task<IEnumerable<string>> Unverified(Tenant tenant)
    {
        using var http = new HttpClient { BaseAddress = cluster.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.AdminKey);
        using var answer = await http.PostAsync(new Uri($"/v1/departments/{tenant.DepartmentId}/budget/verify", UriKind.Relative), null);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && JsonDocument.Parse(text).RootElement.GetProperty("is_clean").GetBoolean() ? [] : [$"{tenant.Name} does not verify: {text}"];
    }

    private async Task<int> Count(string sql)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.Database.SqlQueryRaw<int>(sql).SingleAsync();
    }

    /// <summary>Null while the database is away.</summary>
    private async Task<int?> TryCount(string sql)
    {
        try
        {
            return await Count(sql);
        }
        catch (Exception away) when (away is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException } or TimeoutException)
        {
            return null;
        }
    }
}
