namespace DonatelloAI.Storage.Organizations;

/// <summary>A unit of an organisation: it has a budget and groups people.</summary>
public sealed class DepartmentRow
{
    /// <summary>The department.</summary>
    public Guid Id { get; set; }

    /// <summary>Its organisation; never changes.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>Display name.</summary>
    public required string Name { get; set; }

    /// <summary>Short identifier such as <c>MKTG</c>, unique in the organisation.</summary>
    public required string Code { get; set; }

    /// <summary>False once deactivated: new work is refused with 403.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>JSON: default_model, quality_preference, cost_weight.</summary>
    public string Settings { get; set; } = "{}";
}
