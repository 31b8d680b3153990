namespace DonatelloAI.Storage.Users;

/// <summary>One preference of a person, by key.</summary>
public sealed class UserPreferenceRow
{
    /// <summary>The row.</summary>
    public Guid Id { get; set; }

    /// <summary>The person's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The person.</summary>
    public required Guid UserId { get; set; }

    /// <summary>Name of the preference, unique per person.</summary>
    public required string PreferenceKey { get; set; }

    /// <summary>Its value, any JSON.</summary>
    public required string PreferenceValue { get; set; }

    /// <summary>When it was first set.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was last set.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
