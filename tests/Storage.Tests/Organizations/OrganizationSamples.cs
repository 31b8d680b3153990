using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Storage.Tests.Organizations;

/// <summary>Changes of departments and people, for tests of what is written.</summary>
internal static class OrganizationSamples
{
    private static readonly Guid Id = Guid.CreateVersion7();

    public static EmailIndex Emails { get; } = new(new LookupKeys(new byte[32]));

    public static DepartmentEdit ClosedDepartment()
    {
        var department = new DepartmentView
        {
            Id = Id,
            OrganizationId = Guid.CreateVersion7(),
            Name = "Marketing",
            Code = "MKTG",
            IsActive = true,
            Settings = new DepartmentSettings("local/canvas", null, 0.3m),
            CreatedAt = SampleRows.Moment,
            UpdatedAt = SampleRows.Moment,
        };
        return new DepartmentEdit
        {
            ExpectedVersion = 3,
            Before = department,
            After = department with { IsActive = false },
            StoredSettings = "{}",
            Fields = ["is_active"],
            ActorId = Id,
            At = SampleRows.Moment,
        };
    }

    /// <summary>The department, frozen.</summary>
    public static DepartmentEdit FrozenDepartment()
    {
        var edit = ClosedDepartment();
        return edit with { After = edit.Before with { Freeze = Freeze() }, Fields = ["freeze"] };
    }

    /// <summary>The organisation, whose freeze is lifted.</summary>
    public static OrganizationEdit ThawedOrganization()
    {
        var made = NewOrganization();
        return made with { Before = made.After with { Freeze = Freeze() }, Fields = ["freeze"] };
    }

    /// <summary>A freeze that holds.</summary>
    public static FreezeView Freeze() => new(Guid.CreateVersion7(), "An audit of its campaigns", SampleRows.Moment, Id);

    /// <summary>A new organisation.</summary>
    public static OrganizationEdit NewOrganization() => new()
    {
        ExpectedVersion = 0,
        After = new OrganizationView
        {
            Id = Id,
            Name = "Acme Corporation",
            Domain = "acme.com.au",
            IsActive = true,
            Settings = new Contracts.Organizations.OrganizationSettings("light", "Australia/Perth", "en-AU", OrganizationFeatures.ApiAccess),
            CreatedAt = SampleRows.Moment,
            UpdatedAt = SampleRows.Moment,
        },
        StoredSettings = "{}",
        Ledgers = [],
        Fields = [],
        ActorId = Id,
        At = SampleRows.Moment,
    };

    /// <summary>The organisation, closed together with its departments.</summary>
    public static OrganizationEdit ClosedOrganization()
    {
        var made = NewOrganization();
        return made with { Before = made.After, After = made.After with { IsActive = false }, Ledgers = [Guid.CreateVersion7(), Guid.CreateVersion7()], Fields = ["is_active"] };
    }

    /// <summary>A person of an organisation, behind its version and another one's.</summary>
    public static UserEdit NewPerson() => new()
    {
        Fences = [new OrganizationFence(Id, 3), new OrganizationFence(Guid.CreateVersion7(), 4)],
        After = new UserView
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = Id,
            Email = "mary@acme.com.au",
            DisplayName = "Mary Example",
            Role = UserRole.PowerUser,
            IsActive = true,
            MfaEnabled = false,
            Settings = new UserSettings(true, "local/canvas", false),
            CreatedAt = SampleRows.Moment,
            UpdatedAt = SampleRows.Moment,
        },
        IsNew = true,
        SealedEmail = "s1.1.mail",
        SealedDisplayName = "s1.1.name",
        StoredSettings = "{}",
        Fields = [],
        ActorId = Id,
        At = SampleRows.Moment,
    };
}
