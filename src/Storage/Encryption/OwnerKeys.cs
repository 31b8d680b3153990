using DonatelloAI.Grains.Users;

namespace DonatelloAI.Storage.Encryption;

/// <summary>All keys of one person, as they were read.</summary>
internal sealed class OwnerKeys(bool isErased, IReadOnlyDictionary<int, OwnerKey> keys) : IDisposable
{
    /// <summary>True once any of them was destroyed: none is used after that.</summary>
    public bool IsErased { get; } = isErased;

    /// <summary>A key by its version; null when it was not there when these were read.</summary>
    public OwnerKey? Find(int version) => keys.GetValueOrDefault(version);

    /// <summary>Lets all keys go.</summary>
    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            key.Key?.Dispose();
        }
    }
}

/// <summary>A key, or why it cannot be used.</summary>
/// <param name="State">Opened, UnknownKey or Damaged.</param>
/// <param name="MasterVersion">What it is wrapped under.</param>
/// <param name="Key">The key; null unless opened.</param>
internal sealed record OwnerKey(OpenResult State, int MasterVersion, DataKey? Key)
{
    /// <summary>The key, for somebody who cannot do without.</summary>
    /// <exception cref="PersonalKeyException">It cannot be used.</exception>
    public DataKey Require() => Key ?? throw new PersonalKeyException(State == OpenResult.UnknownKey
        ? PersonalKeyException.Missing(MasterVersion)
        : "A person's wrapped key is damaged: bring its row of data_keys back from a backup of the database.");
}
