using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Organizations;

/// <summary>
/// Encrypts what is an organisation's own, such as the secrets of its webhooks, under a key of that organisation alone. Such a value stays readable
/// when the person who made it is erased, and opens for no other organisation.
/// </summary>
/// <remarks>
/// The machinery is that of <see cref="IPersonalSealer"/>: keys are wrapped under the same master keys, rotate with them, and bind what they seal to owner,
/// field and subject. Only fields of which <see cref="SealedFields.IsOfOrganization"/> holds are taken.
/// </remarks>
public interface IOrganizationSealer
{
    /// <summary>Seals a text.</summary>
    /// <param name="organizationId">The organisation.</param>
    /// <param name="field">Where the result will lie: a field of organisations.</param>
    /// <param name="subjectId">Whose field it is, as <see cref="SealedField"/> says.</param>
    /// <param name="text">The text, of any length; without half of a surrogate pair, which has no UTF-8.</param>
    /// <returns>ASCII, <c>s1.{version}.{base64url}</c>; about 4/3 of the text's UTF-8 bytes and 45 characters more.</returns>
    /// <exception cref="ArgumentException">The field is a person's, or the text holds half of a surrogate pair.</exception>
    /// <exception cref="Contracts.StorageUnavailableException">The key was not cached and could not be read or made.</exception>
    /// <exception cref="PersonalKeyException">The key is there and cannot be used: its master key is missing, or it is damaged.</exception>
    ValueTask<string> Seal(Guid organizationId, SealedField field, Guid subjectId, string text);

    /// <summary>Opens a text that <see cref="Seal"/> answered.</summary>
    /// <param name="organizationId">The organisation.</param>
    /// <param name="field">Where it lay.</param>
    /// <param name="subjectId">Whose field it was.</param>
    /// <param name="sealedText">The sealed text; anything may be passed, what is not one is <see cref="OpenResult.Damaged"/>.</param>
    /// <exception cref="Contracts.StorageUnavailableException">The key was not cached and could not be read.</exception>
    ValueTask<Opened> Open(Guid organizationId, SealedField field, Guid subjectId, string sealedText);
}
