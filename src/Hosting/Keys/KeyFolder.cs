using DonatelloAI.Blobs;

namespace DonatelloAI.Hosting.Keys;

/// <summary>Secrets in a folder, as <see cref="KeyFiles"/>; those of front ends in a folder below.</summary>
/// <param name="path">The folder.</param>
public sealed class KeyFolder(string path) : IKeyPlace
{
    /// <inheritdoc/>
    public string Name => path;

    /// <inheritdoc/>
    public IKeyPlace Front => new KeyFolder(Path.Combine(path, FrontKeys.FolderName));

    /// <inheritdoc/>
    public string NameOf(string name, int version) => KeyFiles.PathOf(path, name, version);

    /// <inheritdoc/>
    public VersionedKeys? Load(string name) => KeyFiles.Load(path, name);

    /// <inheritdoc/>
    public void Write(string name, int version, ReadOnlySpan<byte> key, bool isNext)
    {
        PrivateFolder.Create(path);
        KeyFiles.Write(path, name, version, key, isNext);
    }

    /// <inheritdoc/>
    public void Promote(string name)
    {
        PrivateFolder.Create(path);
        KeyFiles.Promote(path, name);
    }
}
