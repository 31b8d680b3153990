namespace DonatelloAI.Grains.Users;

/// <summary>
/// Encrypts what a person wrote, or what says who they are, under a key of that person alone. Destroying the key makes all of
/// it unreadable, wherever copies lie.
/// </summary>
/// <remarks>
/// A sealed value is bound to its owner, field and subject and opens nowhere else. While the owner's key is cached, every call
/// completes synchronously and without I/O. An owner who has no key yet is given one, durably, before anything is sealed under it.
/// <para>
/// Once a person is erased, what is still sealed for them (the error of a generation that was under way) is thrown away: the
/// result is a mark that opens as <see cref="OpenResult.Erased"/>, so that work and money end as usual.
/// </para>
/// </remarks>
public interface IPersonalSealer
{
    /// <summary>Seals a text.</summary>
    /// <param name="ownerId">The person.</param>
    /// <param name="organizationId">The person's organisation, kept beside a key that is made.</param>
    /// <param name="field">Where the result will lie.</param>
    /// <param name="subjectId">Whose field it is, as <see cref="SealedField"/> says.</param>
    /// <param name="text">The text, of any length; without half of a surrogate pair, which has no UTF-8.</param>
    /// <returns>ASCII, <c>s1.{version}.{base64url}</c>; about 4/3 of the text's UTF-8 bytes and 45 characters more.</returns>
    /// <exception cref="ArgumentException">The field is an organisation's, or the text holds half of a surrogate pair.</exception>
    /// <exception cref="Contracts.StorageUnavailableException">The owner's key was not cached and could not be read or made.</exception>
    /// <exception cref="PersonalKeyException">The owner's key is there and cannot be used: its master key is missing, or it is damaged.</exception>
    ValueTask<string> Seal(Guid ownerId, Guid organizationId, SealedField field, Guid subjectId, string text);

    /// <summary>Opens a text that <see cref="Seal"/> answered.</summary>
    /// <param name="ownerId">The person.</param>
    /// <param name="field">Where it lay.</param>
    /// <param name="subjectId">Whose field it was.</param>
    /// <param name="sealedText">The sealed text; anything may be passed, what is not one is <see cref="OpenResult.Damaged"/>.</param>
    /// <exception cref="Contracts.StorageUnavailableException">The owner's key was not cached and could not be read.</exception>
    ValueTask<Opened> Open(Guid ownerId, SealedField field, Guid subjectId, string sealedText);

    /// <summary>Seals bytes, such as a file; 36 bytes are added.</summary>
    /// <inheritdoc cref="Seal" path="/param"/>
    /// <inheritdoc cref="Seal" path="/exception"/>
    ValueTask<byte[]> SealBytes(Guid ownerId, Guid organizationId, SealedField field, Guid subjectId, ReadOnlyMemory<byte> bytes);

    /// <summary>Opens bytes that <see cref="SealBytes"/> answered.</summary>
    /// <inheritdoc cref="Open" path="/param"/>
    /// <inheritdoc cref="Open" path="/exception"/>
    ValueTask<OpenedBytes> OpenBytes(Guid ownerId, SealedField field, Guid subjectId, ReadOnlyMemory<byte> sealedBytes);

    /// <summary>
    /// Drops a person's keys from this process, right after they were destroyed. Other processes read keys again after
    /// five minutes at the latest.
    /// </summary>
    void Forget(Guid ownerId);
}
