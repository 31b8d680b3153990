using DonatelloAI.Grains.Freezes;

namespace DonatelloAI.Storage.Freezes;

/// <summary>A freeze of a vendor account, a department or an organisation, from its beginning until it was lifted.</summary>
public sealed class FreezeRow
{
    /// <summary>The freeze.</summary>
    public required Guid Id { get; set; }

    /// <summary>What is frozen: department or organisation by id, an account by an id made from its name.</summary>
    public required Guid SubjectId { get; set; }

    /// <summary>What kind of thing that is.</summary>
    public required FreezeKind Kind { get; set; }

    /// <summary>The organisation, or the department's; null for an account.</summary>
    public Guid? OrganizationId { get; set; }

    /// <summary>The account's name; null for anything else.</summary>
    public string? QuotaPool { get; set; }

    /// <summary>Why.</summary>
    public required string Reason { get; set; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset FrozenAt { get; set; }

    /// <summary>Who began it.</summary>
    public required Guid FrozenBy { get; set; }

    /// <summary>When it ended; null while it holds.</summary>
    public DateTimeOffset? LiftedAt { get; set; }

    /// <summary>Who ended it.</summary>
    public Guid? LiftedBy { get; set; }
}
