using System.Text.Json;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;

namespace DonatelloAI.Api.Tests.Generations;

/// <summary>What tests about generations share: an organisation of their own with a person who orders, and small pictures.</summary>
public abstract class GenerationTest(Installation installation) : IAsyncLifetime
{
    /// <summary>The painter's price of a picture.</summary>
    protected const string Price = "0.050000";

    protected const string Small = """{"prompt":"a red circle","model":"local/canvas","size":"64x64"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    protected Installation Installation { get; } = installation;

    protected Place Place { get; private set; } = null!;

    protected Client Artist { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Place = await Installation.NewPlace("generations");
        Artist = await Person(UserRole.StandardUser);
    }

    public virtual Task DisposeAsync()
    {
        Installation.Vendor.Release();
        Installation.Vendor.Reset();
        return Task.CompletedTask;
    }

    /// <summary>Somebody new in the organisation's first department, or in another one.</summary>
    protected async Task<Client> Person(UserRole role, Guid? departmentId = null) => Installation.With(
        (await Installation.AddPerson($"{role}{Guid.CreateVersion7()}", Place, role, departmentId ?? Place.DepartmentId)).SecretText);

    protected static string Order(string more) => Small[..^1] + "," + more + "}";

    /// <summary>An order for the fake vendor, which a word in the prompt tells what to do.</summary>
    protected static string Studio(string prompt, string model = "studio/paint") => $$"""{"prompt":"{{prompt}}","model":"{{model}}"}""";

    /// <summary>Orders, and waits for the end.</summary>
    protected async Task<JsonElement> Made(string json = Small, Client? client = null)
    {
        var answer = await (client ?? Artist).Post("/v1/generations", json, ("Prefer", "wait=60"));
        Assert.True(answer.Code == 200, answer.Body);
        return answer.Json;
    }

    protected async Task<JsonElement> Until(string id, string status)
    {
        JsonElement now = default;
        await Eventually.True(
            async () => (now = (await Artist.Get($"/v1/generations/{id}")).Json).GetProperty("status").GetString() == status, Patience, $"generation {id} is {status}");
        return now;
    }

    protected async Task<(string Spent, string Held)> Money(Guid? departmentId = null)
    {
        var budget = (await Installation.Grains.GetGrain<IDepartmentBudgetGrain>(departmentId ?? Place.DepartmentId).Read())!;
        return ($"{budget.Spent}", $"{budget.Held}");
    }

    protected async Task SetBudget(string aud)
    {
        var answer = await (await Person(UserRole.OrgAdmin)).Put($"/v1/departments/{Place.DepartmentId}/budget", $$"""{"monthly_budget_aud":"{{aud}}"}""");
        Assert.Equal(200, answer.Code);
    }

    /// <summary>That nothing was held, spent or accepted.</summary>
    protected async Task AssertNothingHappened()
    {
        Assert.Equal(("0.000000", "0.000000"), await Money());
        Assert.Equal(0, (await Artist.Get("/v1/generations")).Json.GetProperty("data").GetArrayLength());
    }
}

internal static class Fields
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
