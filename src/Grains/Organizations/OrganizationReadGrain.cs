using DonatelloAI.Contracts.Organizations;
using Orleans.Concurrency;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Reads the rows of organisations and departments, one row beyond the page to see whether there is another.</summary>
[StatelessWorker, Reentrant]
public sealed class OrganizationReadGrain(IOrganizationStore store) : Grain, IOrganizationReadGrain
{
    /// <inheritdoc/>
    public Task<OrganizationView?> Organization(Guid organizationId) => store.Organization(organizationId);

    /// <inheritdoc/>
    public async Task<OrganizationPage> Organizations(int limit, Guid? after)
    {
        var rows = await store.Organizations(limit + 1, after);
        return rows.Count <= limit ? new OrganizationPage(rows, null) : new OrganizationPage([.. rows.Take(limit)], rows[limit - 1].Id);
    }

    /// <inheritdoc/>
    public Task<DepartmentView?> Department(Guid organizationId, Guid departmentId) => store.Department(organizationId, departmentId);

    /// <inheritdoc/>
    public async Task<DepartmentPage> Departments(Guid organizationId, int limit, Guid? after)
    {
        var rows = await store.Departments(organizationId, limit + 1, after);
        return rows.Count <= limit ? new DepartmentPage(rows, null) : new DepartmentPage([.. rows.Take(limit)], rows[limit - 1].Id);
    }
}
