using DonatelloAI.Contracts.Organizations;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Reads departments' rows, one row beyond the page to see whether there is another.</summary>
[StatelessWorker, Reentrant]
public sealed class OrganizationReadGrain(IOrganizationStore store) : Grain, IOrganizationReadGrain
{
    /// <inheritdoc/>
    public Task<DepartmentView?> Department(Guid organizationId, Guid departmentId) => store.Department(organizationId, departmentId);

    /// <inheritdoc/>
    public async Task<DepartmentPage> Departments(Guid organizationId, int limit, Guid? after)
    {
        var rows = await store.Departments(organizationId, limit + 1, after);
        return rows.Count <= limit ? new DepartmentPage(rows, null) : new DepartmentPage([.. rows.Take(limit)], rows[limit - 1].Id);
    }
}
