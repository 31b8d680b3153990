using DonatelloAI.Contracts.Budgets;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>The answer to a change of an organisation, its departments or its people.</summary>
[GenerateSerializer, Immutable, Alias("donatello.OrganizationReply")]
public abstract record OrganizationReply;

/// <summary>Durable: what was asked for is as asked.</summary>
/// <param name="Replayed">True when the same creation had been made before.</param>
[GenerateSerializer, Immutable, Alias("donatello.OrganizationAccepted")]
public sealed record OrganizationAccepted([property: Id(0)] bool Replayed = false) : OrganizationReply;

/// <summary>Refused; nothing changed.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">One sentence with field, reason and remedy.</param>
/// <param name="Field">The field at fault, in snake_case; null where none is.</param>
/// <param name="Budget">The reason of the cap's rules, where they refused.</param>
[GenerateSerializer, Immutable, Alias("donatello.OrganizationRefused")]
public sealed record OrganizationRefused(
    [property: Id(0)] OrganizationRefusal Reason,
    [property: Id(1)] string Message,
    [property: Id(2)] string? Field = null,
    [property: Id(3)] BudgetRefused? Budget = null) : OrganizationReply;

/// <summary>Not made, or made with an outcome nobody knows yet; repeating is safe.</summary>
/// <param name="Message">One sentence for the caller.</param>
[GenerateSerializer, Immutable, Alias("donatello.OrganizationUnavailable")]
public sealed record OrganizationUnavailable([property: Id(0)] string Message) : OrganizationReply;

/// <summary>The named reasons for which a change of an organisation, its departments or its people is refused.</summary>
[GenerateSerializer, Alias("donatello.OrganizationRefusal")]
public enum OrganizationRefusal
{
    /// <summary>A field is not valid; it is named.</summary>
    InvalidRequest = 0,

    /// <summary>The organisation has no such department or person, or there is no such organisation.</summary>
    NotFound = 1,

    /// <summary>The resource is no longer what the tag names.</summary>
    TagChanged = 2,

    /// <summary>Another department of the organisation has the code.</summary>
    CodeTaken = 3,

    /// <summary>Somebody has the mail address.</summary>
    EmailTaken = 4,

    /// <summary>Somebody has the object id of the identity provider.</summary>
    AzureAdIdTaken = 5,

    /// <summary>The role, or the present role of the person, is above the caller's.</summary>
    RoleAboveOwn = 6,

    /// <summary>The organisation would be left without anybody who administers it.</summary>
    LastOrgAdmin = 7,

    /// <summary>The installation would be left without anybody who operates it.</summary>
    LastSuperAdmin = 8,

    /// <summary>The organisation has no such department to belong to.</summary>
    DepartmentUnknown = 9,

    /// <summary>The department to belong to is deactivated.</summary>
    DepartmentInactive = 10,

    /// <summary>The idempotency key was used with another body.</summary>
    IdempotencyKeyReused = 11,

    /// <summary>The database refused a row.</summary>
    RowRefused = 12,

    /// <summary>Another active organisation has the domain.</summary>
    DomainTaken = 13,

    /// <summary>Only a super_admin may.</summary>
    NotAllowed = 14,

    /// <summary>The rules of the cap refused; their own reason says more.</summary>
    Budget = 15,
}
