using System.Globalization;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Budgets;

/// <summary>
/// The department of a route with an <c>{id}</c>, as far as the caller reaches. A handler takes it as a parameter; a department
/// that is not there for the caller never gets to one.
/// </summary>
/// <param name="Id">The department.</param>
/// <param name="OrganizationId">Its organisation.</param>
/// <param name="Reach">What the caller may do with it.</param>
internal sealed record Department(Guid Id, Guid OrganizationId, DepartmentReach Reach)
{
    private const long AnyReader = 0;

    public static async ValueTask<Department> BindAsync(HttpContext context)
    {
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!);
        var reader = context.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<IBudgetReadGrain>(AnyReader);
        var organization = await reader.OrganizationOf(id);
        var reach = organization is { } known ? Contracts.Users.Reach.OfDepartment(CurrentCaller.Of(context), known, id) : DepartmentReach.None;
        return reach == DepartmentReach.None
            ? throw new RequestRefusedException(KnownProblems.NotFound("There is no such department."))
            : new Department(id, organization!.Value, reach);
    }

    /// <summary>The one who writes its ledger.</summary>
    public IDepartmentBudgetGrain Ledger(IGrainFactory grains) => grains.GetGrain<IDepartmentBudgetGrain>(Id);

    /// <summary>One who reads its ledger.</summary>
    public static IBudgetReadGrain Reader(IGrainFactory grains) => grains.GetGrain<IBudgetReadGrain>(AnyReader);
}

/// <summary>A month such as <c>2026-11</c>.</summary>
internal static class Month
{
    /// <summary>The first day of a month; null for none.</summary>
    /// <exception cref="RequestRefusedException">The text is no month.</exception>
    public static DateOnly? Parse(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : text.Length == 7 && DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start) ? start
        : throw new RequestRefusedException(KnownProblems.OfField(
            StatusCodes.Status400BadRequest, "invalid_period", "period", "period must be a month such as 2026-11."));
}
