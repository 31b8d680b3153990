namespace DonatelloAI.Contracts.Users;

/// <summary>Adds a person to an organisation.</summary>
[GenerateSerializer, Immutable, Alias("donatello.AddUser")]
public sealed record AddUser
{
    /// <summary>The caller's id of the new person: a repeated request is answered and adds nobody.</summary>
    [Id(0)] public required Guid UserId { get; init; }

    /// <summary>The administrator.</summary>
    [Id(1)] public required Caller Caller { get; init; }

    /// <summary>What the person is.</summary>
    [Id(2)] public required UserFields Fields { get; init; }
}

/// <summary>Changes a person.</summary>
[GenerateSerializer, Immutable, Alias("donatello.ChangeUser")]
public sealed record ChangeUser
{
    /// <summary>The person.</summary>
    [Id(0)] public required Guid UserId { get; init; }

    /// <summary>The administrator.</summary>
    [Id(1)] public required Caller Caller { get; init; }

    /// <summary>What changes; absent fields stay as they are.</summary>
    [Id(2)] public required UserFields Fields { get; init; }

    /// <summary>The <see cref="UserView.Tag"/> that the change was made on; null when it goes through whatever is there.</summary>
    [Id(3)] public string? ExpectedTag { get; init; }
}

/// <summary>What administrators say of a person; all of it may be absent in a change.</summary>
[GenerateSerializer, Immutable, Alias("donatello.UserFields")]
public sealed record UserFields
{
    /// <summary>Longest mail address, in characters.</summary>
    public const int MaxEmailLength = 254;

    /// <summary>Longest name and longest object id, in characters.</summary>
    public const int MaxTextLength = 255;

    /// <summary>Mail address, ASCII with one @. Its case does not count: the same address in capitals is the same person.</summary>
    [Id(0)] public string? Email { get; init; }

    /// <summary>Name to show.</summary>
    [Id(1)] public string? DisplayName { get; init; }

    /// <summary>What the person may do; not above what the administrator may.</summary>
    [Id(2)] public UserRole? Role { get; init; }

    /// <summary>A department of the same organisation that is not deactivated.</summary>
    [Id(3)] public Guid? DepartmentId { get; init; }

    /// <summary>Object id at the identity provider.</summary>
    [Id(4)] public string? AzureAdId { get; init; }

    /// <summary>All of the person's settings; one that is absent in them is removed.</summary>
    [Id(5)] public UserSettings? Settings { get; init; }

    /// <summary>False deactivates the person, true lets them in again.</summary>
    [Id(6)] public bool? IsActive { get; init; }

    /// <summary>What shall be empty; nothing unless told otherwise.</summary>
    [Id(7)] public UserBlanks Cleared { get; init; }

    /// <summary>Says nothing of the person, so that a message which strays into a log does not either.</summary>
    public override string ToString() => nameof(UserFields);
}

/// <summary>Fields of a person that may be empty, as flags.</summary>
[Flags]
[GenerateSerializer, Alias("donatello.UserBlanks")]
public enum UserBlanks
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The name to show.</summary>
    DisplayName = 1,

    /// <summary>The department.</summary>
    DepartmentId = 2,

    /// <summary>The object id at the identity provider.</summary>
    AzureAdId = 4,
}
