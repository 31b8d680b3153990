namespace DonatelloAI.Providers.Keys;

/// <summary>A key from the configuration, or from a file that is read for each call so that it can be changed.</summary>
/// <param name="section">The provider's section, for sentences.</param>
/// <param name="key">The key; null where a file has it.</param>
/// <param name="file">The file; null where there is none.</param>
/// <param name="isNeeded">True where the vendor answers nobody without a key.</param>
/// <param name="fileSetting">The setting that names the file, for sentences.</param>
public sealed class ConfiguredKey(string section, string? key, string? file, bool isNeeded, string fileSetting = "ApiKeyFile") : IKeySource
{
    /// <inheritdoc/>
    public string? Missing =>
        file is not null && !File.Exists(file) ? $"{section}:{fileSetting} names a file that is not there."
        : isNeeded && key is null && file is null ? $"{section}:ApiKey or {fileSetting} is missing."
        : null;

    /// <inheritdoc/>
    public async ValueTask<KeyReading> Read(CancellationToken cancellationToken)
    {
        if (file is null) return key is null ? KeyReading.None : KeyReading.Of(key, "The vendor's key is none.");

        try
        {
            return KeyReading.Of((await File.ReadAllTextAsync(file, cancellationToken)).Trim(), "The file with the vendor's key holds no key.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return KeyReading.Failed("The file with the vendor's key cannot be read.");
        }
    }
}
