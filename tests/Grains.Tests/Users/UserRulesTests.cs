using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Tests.Users;

public sealed class UserRulesTests
{
    private static readonly Guid Home = new("a0000000-0000-0000-0000-000000000001");
    private static readonly Guid Elsewhere = new("a0000000-0000-0000-0000-000000000002");
    private static readonly Guid Person = new("b0000000-0000-0000-0000-000000000001");
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("mary@acme.com.au", true)]
    [InlineData("M.O'Brien+art@acme.com.au", true)]
    [InlineData("mary@xn--acm-dma.au", true)]
    [InlineData("mary@acme", false)]
    [InlineData("mary@@acme.au", false)]
    [InlineData("mary@acme..au", false)]
    [InlineData("mary@.acme.au", false)]
    [InlineData(".mary@acme.au", false)]
    [InlineData("mary.@acme.au", false)]
    [InlineData("@acme.au", false)]
    [InlineData("mary@", false)]
    [InlineData("mary", false)]
    [InlineData(" mary@acme.au", false)]
    [InlineData("mary @acme.au", false)]
    [InlineData("m\u0430ry@acme.au", false)]
    [InlineData("mary@\u0430cme.au", false)]
    [InlineData("mary\n@acme.au", false)]
    public void Email_IsPlainAsciiWithADomain(string email, bool isOne) => Assert.Equal(isOne, UserRules.IsEmail(email));

    [Theory]
    [InlineData(242, true)]
    [InlineData(243, false)]
    public void Email_HasAtMost254Characters(int domainLength, bool isOne) =>
        Assert.Equal(isOne, UserRules.IsEmail($"m23456789.1@{new string('a', domainLength - 3)}.au"));

    [Theory]
    [InlineData(UserRole.OrgAdmin, UserRole.OrgAdmin, null)]
    [InlineData(UserRole.OrgAdmin, UserRole.SuperAdmin, OrganizationRefusal.RoleAboveOwn)]
    [InlineData(UserRole.SuperAdmin, UserRole.SuperAdmin, null)]
    public void Add_OfARole_GoesUpToTheCallersOwn(UserRole caller, UserRole wanted, OrganizationRefusal? expected) => Assert.Equal(
        expected,
        UserRules.Add(Scene(), new AddUser { UserId = Person, Caller = By(caller), Fields = new UserFields { Email = "a@b.au", Role = wanted } }, Now).Refusal?.Reason);

    [Theory]
    [InlineData(UserRole.OrgAdmin, false, true, OrganizationRefusal.LastOrgAdmin)]
    [InlineData(UserRole.OrgAdmin, true, true, null)]
    [InlineData(UserRole.SuperAdmin, true, false, OrganizationRefusal.LastSuperAdmin)]
    [InlineData(UserRole.SuperAdmin, false, true, OrganizationRefusal.LastOrgAdmin)]
    [InlineData(UserRole.SuperAdmin, true, true, null)]
    [InlineData(UserRole.PowerUser, false, false, null)]
    public void End_OfSomebody_LeavesSomebodyWhoAdministers(UserRole role, bool hasOtherAdmin, bool hasOtherRoot, OrganizationRefusal? expected)
    {
        var scene = Scene() with { HasOtherAdmin = hasOtherAdmin, OtherSuperAdmin = hasOtherRoot ? new OrganizationFence(Elsewhere, 9) : null };

        foreach (var fields in new[] { new UserFields { IsActive = false }, new UserFields { Role = UserRole.StandardUser } })
        {
            Assert.Equal(expected, Change(scene, User(role), fields).Refusal?.Reason);
        }
    }

    [Fact]
    public void End_OfASuperAdmin_IsBehindTheOrganisationOfTheOneWhoStays()
    {
        var scene = Scene() with { HasOtherAdmin = true, OtherSuperAdmin = new OrganizationFence(Elsewhere, 9) };

        Assert.Equal([scene.Fence, scene.OtherSuperAdmin], Change(scene, User(UserRole.SuperAdmin), new UserFields { IsActive = false }).Fences);
        Assert.Equal([scene.Fence], Change(scene, User(UserRole.OrgAdmin), new UserFields { IsActive = false }).Fences);
        Assert.Equal([scene.Fence], Change(scene with { OtherSuperAdmin = scene.Fence }, User(UserRole.SuperAdmin), new UserFields { IsActive = false }).Fences);
    }

    [Fact]
    public void Promotion_OfTheLastAdministrator_IsNoEnd() =>
        Assert.Null(Change(Scene(), User(UserRole.OrgAdmin), new UserFields { Role = UserRole.SuperAdmin }).Refusal);

    [Fact]
    public void Change_OfSomebodyAbove_IsRefused() => Assert.Equal(
        OrganizationRefusal.RoleAboveOwn,
        UserRules.Change(Scene(), User(UserRole.SuperAdmin), Request(new UserFields { DisplayName = "X" }) with { Caller = By(UserRole.OrgAdmin) }, Now).Refusal?.Reason);

    [Fact]
    public void Change_NamesTheFieldsThatDiffer()
    {
        var decision = Change(
            Scene() with { IsDepartmentActive = true, EmailOwner = Person },
            User(UserRole.PowerUser),
            new UserFields { Email = "mary@acme.com.au", DisplayName = "Jo", DepartmentId = Elsewhere, Settings = new UserSettings() });

        Assert.Equal(["display_name", "department_id"], decision.Fields);
        Assert.Equal(Now, decision.After!.UpdatedAt);
        Assert.Null(Change(Scene(), User(UserRole.PowerUser), new UserFields { Role = UserRole.PowerUser, IsActive = true }).After);
    }

    [Theory]
    [InlineData(null, OrganizationRefusal.DepartmentUnknown)]
    [InlineData(false, OrganizationRefusal.DepartmentInactive)]
    [InlineData(true, null)]
    public void Change_OfTheDepartment_NeedsOneThatTakesPeople(bool? isActive, OrganizationRefusal? expected) => Assert.Equal(
        expected, Change(Scene() with { IsDepartmentActive = isActive }, User(UserRole.PowerUser), new UserFields { DepartmentId = Elsewhere }).Refusal?.Reason);

    [Fact]
    public void Change_ToWhatSomebodyElseHas_IsRefused()
    {
        var user = User(UserRole.PowerUser);
        Assert.Equal(OrganizationRefusal.EmailTaken, Change(Scene() with { EmailOwner = Elsewhere }, user, new UserFields { Email = "a@b.au" }).Refusal?.Reason);
        Assert.Equal(OrganizationRefusal.AzureAdIdTaken, Change(Scene() with { AzureAdIdOwner = Elsewhere }, user, new UserFields { AzureAdId = "x" }).Refusal?.Reason);
    }

    [Fact]
    public void Tag_FollowsWhatAnEditChangesAndNothingElse()
    {
        var user = User(UserRole.PowerUser);

        Assert.Equal(user.Tag, (user with { MfaEnabled = true, LastLoginAt = Now, UpdatedAt = Now }).Tag);
        Assert.All(
            new[] { user with { Email = "x" }, user with { DisplayName = null }, user with { Role = UserRole.OrgAdmin }, user with { IsActive = false }, user with { Settings = new UserSettings(true) } },
            changed => Assert.NotEqual(user.Tag, changed.Tag));
    }

    [Theory]
    [InlineData(UserRole.OrgAdmin, UserRole.OrgAdmin, true, null)]
    [InlineData(UserRole.OrgAdmin, UserRole.OrgAdmin, false, OrganizationRefusal.LastOrgAdmin)]
    [InlineData(UserRole.SuperAdmin, UserRole.OrgAdmin, true, OrganizationRefusal.RoleAboveOwn)]
    [InlineData(UserRole.SuperAdmin, UserRole.SuperAdmin, true, OrganizationRefusal.LastSuperAdmin)]
    [InlineData(UserRole.PowerUser, UserRole.OrgAdmin, false, null)]
    public void Erase_OfSomebody_LeavesSomebodyWhoAdministers(UserRole role, UserRole caller, bool hasOtherAdmin, OrganizationRefusal? expected) =>
        Assert.Equal(expected, UserRules.Erase(Scene() with { HasOtherAdmin = hasOtherAdmin }, User(role), By(caller)).Refusal?.Reason);

    [Fact]
    public void Erase_OfASuperAdmin_IsBehindTheOrganisationOfTheOneWhoStays()
    {
        var scene = Scene() with { HasOtherAdmin = true, OtherSuperAdmin = new OrganizationFence(Elsewhere, 9) };

        Assert.Equal([Home, Elsewhere], UserRules.Erase(scene, User(UserRole.SuperAdmin), By(UserRole.SuperAdmin)).Fences.Select(fence => fence.OrganizationId));
    }

    private static UserDecision Change(UserScene scene, UserView before, UserFields fields) => UserRules.Change(scene, before, Request(fields), Now);

    private static ChangeUser Request(UserFields fields) => new() { UserId = Person, Caller = By(UserRole.SuperAdmin), Fields = fields };

    private static UserScene Scene() => new() { Fence = new OrganizationFence(Home, 7) };

    private static Caller By(UserRole role) => new() { UserId = Guid.CreateVersion7(), OrganizationId = Home, Role = role, Scopes = KeyScopes.All };

    private static UserView User(UserRole role) => new()
    {
        Id = Person,
        OrganizationId = Home,
        Email = "mary@acme.com.au",
        DisplayName = "Mary",
        Role = role,
        IsActive = true,
        MfaEnabled = false,
        Settings = new UserSettings(),
        CreatedAt = Now.AddDays(-1),
        UpdatedAt = Now.AddDays(-1),
    };
}
