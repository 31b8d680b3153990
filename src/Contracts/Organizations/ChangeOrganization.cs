using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>Makes an organisation, without departments and people.</summary>
[GenerateSerializer, Immutable, Alias("donatello.CreateOrganization")]
public sealed record CreateOrganization
{
    /// <summary>The operator.</summary>
    [Id(0)] public required Caller Caller { get; init; }

    /// <summary>Its name, 1 to 255 characters.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>Its mail domain, such as <c>acme.com.au</c>, unique among active organisations.</summary>
    [Id(2)] public required string Domain { get; init; }

    /// <summary>What holds for all of it; nothing unless told otherwise.</summary>
    [Id(3)] public OrganizationSettings? Settings { get; init; }

    /// <summary>What the budgets of its departments together may not exceed a month; null for no cap.</summary>
    [Id(4)] public Money? MonthlyCap { get; init; }
}

/// <summary>Changes an organisation; absent fields stay as they are.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ChangeOrganization")]
public sealed record ChangeOrganization
{
    /// <summary>The administrator.</summary>
    [Id(0)] public required Caller Caller { get; init; }

    /// <summary>The caller's id of a change of the cap.</summary>
    [Id(1)] public required Guid OperationId { get; init; }

    /// <summary>Its name, 1 to 255 characters.</summary>
    [Id(2)] public string? Name { get; init; }

    /// <summary>All of its settings; one that is absent in them is removed.</summary>
    [Id(3)] public OrganizationSettings? Settings { get; init; }

    /// <summary>False deactivates it, true opens it again; for super_admin only.</summary>
    [Id(4)] public bool? IsActive { get; init; }

    /// <summary>What the budgets of its departments together may not exceed a month, zero or more.</summary>
    [Id(5)] public Money? MonthlyCap { get; init; }

    /// <summary>The <see cref="OrganizationView.Tag"/> that the change was made on; null when it goes through whatever is there.</summary>
    [Id(6)] public string? ExpectedTag { get; init; }

    /// <summary>True to take the cap away.</summary>
    [Id(7)] public bool RemovesMonthlyCap { get; init; }

    /// <summary>Freezes it with all of its departments, for this reason; for super_admin only. Null for no freeze of this change.</summary>
    [Id(8)] public string? FreezeReason { get; init; }

    /// <summary>True to lift the freeze that holds; for super_admin only.</summary>
    [Id(9)] public bool LiftsFreeze { get; init; }
}
