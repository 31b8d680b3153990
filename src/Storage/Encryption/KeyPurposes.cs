namespace DonatelloAI.Storage.Encryption;

/// <summary>
/// Names of the uses of derived keys. The name is part of the derivation, so it never changes: another name is another key.
/// </summary>
public static class KeyPurposes
{
    /// <summary>
    /// MACs of outbox rows; from the master keys. A rotation signs new rows by the new version, and rows that wait are accepted by any
    /// version that is still there.
    /// </summary>
    public const string Outbox = "outbox";

    /// <summary>Signatures of links to images; from the master keys. A link lives for minutes, and any version that is still there accepts it.</summary>
    public const string Links = "links";

    /// <summary>Signatures of page cursors; from the master keys, like <see cref="Links"/>.</summary>
    public const string Cursors = "cursors";

    /// <summary>Signatures of access tokens; from the master keys. A token lives for ten minutes, and any version that is still there accepts it.</summary>
    public const string AccessTokens = "access-tokens";

    /// <summary>Wrapping of persons' keys; from the master keys, by the version that a row names.</summary>
    public const string DataKeys = "data-keys";

    /// <summary>Blind index of mail addresses; from the pepper, which a rotation of master keys leaves alone.</summary>
    public const string EmailIndex = "email-index";
}
