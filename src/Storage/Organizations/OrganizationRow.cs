using DonatelloAI.Contracts;

namespace DonatelloAI.Storage.Organizations;

/// <summary>A tenant: the organisation that owns departments, people and everything they make.</summary>
public sealed class OrganizationRow
{
    /// <summary>The organisation.</summary>
    public Guid Id { get; set; }

    /// <summary>Display name.</summary>
    public required string Name { get; set; }

    /// <summary>Mail domain in lower case, such as <c>acme.com.au</c>; unique among active organisations.</summary>
    public required string Domain { get; set; }

    /// <summary>False once deactivated: new work is refused, running work ends.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>What all department budgets together may not exceed a month; null for no cap.</summary>
    public Money? MonthlyCapAud { get; set; }

    /// <summary>Raised by every change; a writer that read another version loses.</summary>
    public long Version { get; set; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>JSON: theme, timezone, locale, features_enabled, retention policy.</summary>
    public string Settings { get; set; } = "{}";
}
