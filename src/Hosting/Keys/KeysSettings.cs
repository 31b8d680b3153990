using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Hosting.Keys;

/// <summary>Where a process finds its keys.</summary>
public sealed class KeysSettings : IValidatableObject
{
    /// <summary>Key of <see cref="Folder"/> in the configuration.</summary>
    public const string FolderKey = "Keys:Folder";

    /// <summary>Key of <see cref="Vault"/> in the configuration.</summary>
    public const string VaultKey = "Keys:Vault";

    /// <summary>
    /// The folder: all keys for a silo, at least those in <see cref="FrontKeys.FolderName"/> for a front end. The same for every process
    /// of a kind. Either it or <see cref="Vault"/> is set.
    /// </summary>
    public string? Folder { get; private init; }

    /// <summary>Address of an Azure Key Vault, <c>https://…</c>, in place of the folder. Key <c>Keys:Vault</c>.</summary>
    public string? Vault { get; private init; }

    /// <summary>
    /// Where front ends keep the keys of their cookies, the same for all of them and one that they may write; below the keys of front ends
    /// unless told otherwise. Key <c>Keys:CookieFolder</c>.
    /// </summary>
    public string? CookieFolder { get; private init; }

    /// <summary>Reads the settings.</summary>
    public static KeysSettings Read(IConfiguration configuration) => new()
    {
        Folder = configuration[FolderKey],
        Vault = configuration[VaultKey],
        CookieFolder = configuration["Keys:CookieFolder"],
    };

    /// <summary>The place that is set.</summary>
    public IKeyPlace Place => Vault is { } vault ? KeyVault.Of(new Uri(vault)) : new KeyFolder(Path.GetFullPath(Folder!));

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Folder is not null && Vault is not null)
        {
            yield return new ValidationResult($"{FolderKey} and {VaultKey} are both set: keys lie in one place, so take one of them away.");
        }
        else if (Folder is null && Vault is null)
        {
            yield return new ValidationResult($"{FolderKey} is missing: set it to the folder that make-keys has made.");
        }
        else if (Vault is not null && !(Uri.TryCreate(Vault, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
        {
            yield return new ValidationResult($"{VaultKey} must be the https address of a key vault, such as https://acme.vault.azure.net.");
        }
    }
}
