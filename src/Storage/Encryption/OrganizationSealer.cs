using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Storage.Encryption;

/// <summary>Seals for organisations, which own keys as people do: under their own id.</summary>
/// <param name="sealer">The machinery, with the keys that both share a cache for.</param>
public sealed class OrganizationSealer(IPersonalSealer sealer) : IOrganizationSealer
{
    /// <inheritdoc/>
    public ValueTask<string> Seal(Guid organizationId, SealedField field, Guid subjectId, string text) =>
        sealer.Seal(organizationId, organizationId, field, subjectId, text);

    /// <inheritdoc/>
    public ValueTask<Opened> Open(Guid organizationId, SealedField field, Guid subjectId, string sealedText) =>
        sealer.Open(organizationId, field, subjectId, sealedText);
}
