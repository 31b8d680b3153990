using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Tests.Users;

/// <summary>Every role against every place: the whole matrix.</summary>
public sealed class ReachTests
{
    private static readonly Guid Home = Guid.CreateVersion7();
    private static readonly Guid Elsewhere = Guid.CreateVersion7();
    private static readonly Guid Department = Guid.CreateVersion7();
    private static readonly Guid OtherDepartment = Guid.CreateVersion7();

    [Theory]
    [InlineData(UserRole.StandardUser, DepartmentReach.Member, DepartmentReach.None, DepartmentReach.None)]
    [InlineData(UserRole.PowerUser, DepartmentReach.Member, DepartmentReach.None, DepartmentReach.None)]
    [InlineData(UserRole.DeptManager, DepartmentReach.Manage, DepartmentReach.None, DepartmentReach.None)]
    [InlineData(UserRole.OrgAdmin, DepartmentReach.Administer, DepartmentReach.Administer, DepartmentReach.None)]
    [InlineData(UserRole.SuperAdmin, DepartmentReach.Administer, DepartmentReach.Administer, DepartmentReach.Administer)]
    public void Department_ByRole_IsReachedThisFar(UserRole role, DepartmentReach own, DepartmentReach neighbour, DepartmentReach foreign)
    {
        var caller = NewCaller(role, Department);

        Assert.Equal(own, Reach.OfDepartment(caller, Home, Department));
        Assert.Equal(neighbour, Reach.OfDepartment(caller, Home, OtherDepartment));
        Assert.Equal(foreign, Reach.OfDepartment(caller, Elsewhere, OtherDepartment));
        Assert.Equal(foreign, Reach.OfDepartment(caller, Elsewhere, Department));
    }

    [Theory]
    [InlineData(UserRole.StandardUser, false, false, false)]
    [InlineData(UserRole.PowerUser, false, false, false)]
    [InlineData(UserRole.DeptManager, true, false, false)]
    [InlineData(UserRole.OrgAdmin, true, true, false)]
    [InlineData(UserRole.SuperAdmin, true, true, true)]
    public void Resource_OfSomebodyElse_IsCoveredByThoseAbove(UserRole role, bool own, bool neighbour, bool foreign)
    {
        var caller = NewCaller(role, Department);
        var owner = Guid.CreateVersion7();

        Assert.Equal(own, Reach.Covers(caller, Home, Department, owner));
        Assert.Equal(neighbour, Reach.Covers(caller, Home, OtherDepartment, owner));
        Assert.Equal(neighbour, Reach.Covers(caller, Home, null, owner));
        Assert.Equal(foreign, Reach.Covers(caller, Elsewhere, Department, owner));
        Assert.True(Reach.Covers(caller, Home, OtherDepartment, caller.UserId));
        Assert.Equal(foreign, Reach.Covers(caller, Elsewhere, Department, caller.UserId));
    }

    [Theory]
    [InlineData(UserRole.DeptManager)]
    [InlineData(UserRole.StandardUser)]
    public void Department_OfACallerWithoutOne_IsNotThere(UserRole role) =>
        Assert.Equal(DepartmentReach.None, Reach.OfDepartment(NewCaller(role, null), Home, Department));

    private static Caller NewCaller(UserRole role, Guid? department) => new()
    {
        UserId = Guid.CreateVersion7(), OrganizationId = Home, DepartmentId = department, Role = role, Scopes = KeyScopes.All,
    };
}
