using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Hosting.Generations;

/// <summary>Where images lie; the same for silos and front ends. Section <c>Images</c>.</summary>
public sealed class ImageSettings : IValidatableObject
{
    /// <summary>Key of <see cref="Store"/> in the configuration.</summary>
    public const string StoreKey = "Images:Store";

    /// <summary>Key of <see cref="Folder"/> in the configuration.</summary>
    public const string FolderKey = "Images:Folder";

    /// <summary>Key of <see cref="Azure"/> in the configuration.</summary>
    public const string AzureKey = "ConnectionStrings:Images";

    /// <summary>The kind of store in a folder of the file system.</summary>
    public const string FolderStore = "folder";

    /// <summary>The kind of store in Azure Blob Storage.</summary>
    public const string AzureStore = "azure";

    /// <summary><c>folder</c>, which all processes share, or <c>azure</c>. No default in a cluster.</summary>
    [Required(ErrorMessage = $"{StoreKey} is missing: set it to {FolderStore} or {AzureStore}.")]
    [AllowedValues(FolderStore, AzureStore, null, ErrorMessage = $"{StoreKey} is no known store: set it to {FolderStore} or {AzureStore}.")]
    public string? Store { get; private init; }

    /// <summary>The folder of a <c>folder</c> store: one that every process of the installation sees. No default.</summary>
    public string? Folder { get; private init; }

    /// <summary>Connection string of an <c>azure</c> store's account. No default.</summary>
    public string? Azure { get; private init; }

    /// <summary>The container of an <c>azure</c> store, made when missing; <c>images</c> unless told otherwise. Key <c>Images:Container</c>.</summary>
    [RegularExpression("[a-z0-9](-?[a-z0-9]){2,62}", ErrorMessage = "Images:Container takes 3 to 63 lower-case letters, digits and single dashes between them.")]
    public string Container { get; private init; } = "images";

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">Where they are.</param>
    /// <param name="folder">The folder of a host that has one of its own, which then needs no settings; null for none.</param>
    public static ImageSettings Read(IConfiguration configuration, string? folder = null) => new()
    {
        Store = configuration[StoreKey] ?? (folder is null ? null : FolderStore),
        Folder = configuration[FolderKey] ?? folder,
        Azure = configuration[AzureKey],
        Container = configuration["Images:Container"] ?? "images",
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Store == FolderStore && string.IsNullOrEmpty(Folder))
        {
            yield return new ValidationResult($"{FolderKey} is missing: set it to a folder that every process of the installation sees.");
        }

        if (Store == AzureStore && string.IsNullOrEmpty(Azure))
        {
            yield return new ValidationResult($"{AzureKey} is missing: set it to the connection string of the storage account.");
        }
    }
}
