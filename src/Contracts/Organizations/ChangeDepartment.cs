using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>Changes a department; absent fields stay as they are. Its budget is changed elsewhere.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ChangeDepartment")]
public sealed record ChangeDepartment
{
    /// <summary>The department.</summary>
    [Id(0)] public required Guid DepartmentId { get; init; }

    /// <summary>The administrator.</summary>
    [Id(1)] public required Caller Caller { get; init; }

    /// <summary>Its name, 1 to 255 characters.</summary>
    [Id(2)] public string? Name { get; init; }

    /// <summary>Its short identifier, 1 to 50 characters, unique in the organisation.</summary>
    [Id(3)] public string? Code { get; init; }

    /// <summary>All of its settings; one that is absent in them is removed.</summary>
    [Id(4)] public DepartmentSettings? Settings { get; init; }

    /// <summary>False deactivates it: new work is refused, pending work is cancelled, running work ends. True opens it again.</summary>
    [Id(5)] public bool? IsActive { get; init; }

    /// <summary>The <see cref="DepartmentView.Tag"/> that the change was made on; null when it goes through whatever is there.</summary>
    [Id(6)] public string? ExpectedTag { get; init; }

    /// <summary>Freezes it, for this reason: new work is refused, pending work waits, running work ends. Null for no freeze of this change.</summary>
    [Id(7)] public string? FreezeReason { get; init; }

    /// <summary>True to lift the freeze that holds.</summary>
    [Id(8)] public bool LiftsFreeze { get; init; }
}
