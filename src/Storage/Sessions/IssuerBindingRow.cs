namespace DonatelloAI.Storage.Sessions;

/// <summary>The identity provider that vouches for an organisation's people.</summary>
public sealed class IssuerBindingRow
{
    /// <summary>The organisation; it has one provider.</summary>
    public required Guid OrganizationId { get; set; }

    /// <summary>The provider, as its tokens name it in <c>iss</c>.</summary>
    public required string Issuer { get; set; }

    /// <summary>The tenant, as its tokens name it in <c>tid</c>; empty for a provider whose tokens name none.</summary>
    public required string TenantId { get; set; }

    /// <summary>The client id that its tokens are issued for, their <c>aud</c>.</summary>
    public required string Audience { get; set; }

    /// <summary>When it was bound.</summary>
    public required DateTimeOffset CreatedAt { get; set; }
}
