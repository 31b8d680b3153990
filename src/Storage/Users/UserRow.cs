using DonatelloAI.Contracts.Users;
namespace DonatelloAI.Storage.Users;

/// <summary>A person's account and role.</summary>
public sealed class UserRow
{
    /// <summary>The person.</summary>
    public Guid Id { get; set; }

    /// <summary>The person's organisation.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The person's own department, where they may spend; null for none.</summary>
    public Guid? DepartmentId { get; set; }

    /// <summary>Object id at the identity provider.</summary>
    public required string AzureAdId { get; set; }

    /// <summary>Mail address, sealed under the person's key.</summary>
    public required string Email { get; set; }

    /// <summary>Keyed blind index (HMAC-SHA-256) of the normalised address; carries UNIQUE and lookup.</summary>
    public required byte[] EmailIndex { get; set; }

    /// <summary>Version of the key behind <see cref="EmailIndex"/>.</summary>
    public required int EmailIndexVersion { get; set; }

    /// <summary>Name to show, sealed under the person's key.</summary>
    public string? DisplayName { get; set; }

    /// <summary>What the person may do.</summary>
    public required UserRole Role { get; set; }

    /// <summary>False once deactivated: new work is refused, sessions and keys end.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>True once a sign-in proved a second factor.</summary>
    public bool MfaEnabled { get; set; }

    /// <summary>Deadline for a second factor: seven days after the account was created.</summary>
    public DateTimeOffset? MfaGracePeriodExpiresAt { get; set; }

    /// <summary>Last sign-in.</summary>
    public DateTimeOffset? LastLoginAt { get; set; }

    /// <summary>When the account was created.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the account last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>JSON: notifications_enabled, preferred_model, auto_download.</summary>
    public string Settings { get; set; } = "{}";
}
