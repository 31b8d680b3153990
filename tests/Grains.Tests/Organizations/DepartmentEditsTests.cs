using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Organizations;

namespace DonatelloAI.Grains.Tests.Organizations;

public sealed class DepartmentEditsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static readonly DepartmentView Department = new()
    {
        Id = Guid.CreateVersion7(),
        OrganizationId = Guid.CreateVersion7(),
        Name = "Marketing",
        Code = "MKTG",
        IsActive = true,
        Settings = new DepartmentSettings("local/canvas", null, 0.3m),
        CreatedAt = Now.AddDays(-1),
        UpdatedAt = Now.AddDays(-1),
    };

    [Fact]
    public void Change_NamesTheFieldsThatDiffer()
    {
        var edit = Decide(new() { Name = "Studio", Code = "MKTG", IsActive = false }).Edit!;

        Assert.Equal(["name", "is_active"], edit.Fields);
        Assert.Equal((7L, Now, Department.Settings), (edit.ExpectedVersion, edit.After.UpdatedAt, edit.After.Settings));
    }

    [Fact]
    public void Change_ToWhatIsThere_NeedsNothing() =>
        Assert.Equal((null, null), Decide(new() { Name = "Marketing", IsActive = true, Settings = Department.Settings with { } }));

    [Theory]
    [InlineData(-0.01, "settings.cost_weight")]
    [InlineData(1.01, "settings.cost_weight")]
    [InlineData(0, null)]
    [InlineData(1, null)]
    public void CostWeight_IsFrom0To1(double weight, string? field) =>
        Assert.Equal(field, Decide(new() { Settings = new DepartmentSettings(CostWeight: (decimal)weight) }).Refusal?.Field);

    [Theory]
    [InlineData("", "X", "name")]
    [InlineData(" ", "X", "name")]
    [InlineData("X", "", "code")]
    public void NameAndCode_AreNotEmpty(string name, string code, string field) => Assert.Equal(field, Decide(new() { Name = name, Code = code }).Refusal!.Field);

    [Fact]
    public void NameAndCode_HaveALongestLength()
    {
        Assert.Null(Decide(new() { Name = new string('n', 255), Code = new string('c', 50) }).Refusal);
        Assert.Equal("name", Decide(new() { Name = new string('n', 256) }).Refusal!.Field);
        Assert.Equal("code", Decide(new() { Code = new string('c', 51) }).Refusal!.Field);
    }

    [Fact]
    public void Change_OnAStaleTagOrToATakenCode_IsRefused()
    {
        Assert.Equal(OrganizationRefusal.TagChanged, Decide(new() { Name = "X", ExpectedTag = "old" }).Refusal!.Reason);
        Assert.NotNull(Decide(new() { Name = "X", ExpectedTag = Department.Tag }).Edit);
        Assert.Equal(OrganizationRefusal.CodeTaken, Decide(new() { Code = "X" }, isCodeTaken: true).Refusal!.Reason);
    }

    private static (OrganizationRefused? Refusal, DepartmentEdit? Edit) Decide(Wish wish, bool isCodeTaken = false)
    {
        var request = new ChangeDepartment
        {
            DepartmentId = Department.Id,
            Caller = new Caller { UserId = Guid.CreateVersion7(), OrganizationId = Department.OrganizationId, Role = UserRole.OrgAdmin, Scopes = KeyScopes.All },
            Name = wish.Name,
            Code = wish.Code,
            Settings = wish.Settings,
            IsActive = wish.IsActive,
            ExpectedTag = wish.ExpectedTag,
        };
        return DepartmentEdits.Decide(new DepartmentScene(7, Department, "{}", isCodeTaken), request, Now);
    }

    /// <summary>What a change asks for.</summary>
    private sealed record Wish
    {
        public string? Name { get; init; }

        public string? Code { get; init; }

        public DepartmentSettings? Settings { get; init; }

        public bool? IsActive { get; init; }

        public string? ExpectedTag { get; init; }
    }
}
