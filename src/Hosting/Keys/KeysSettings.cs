using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Hosting.Keys;

/// <summary>Where a process finds its keys.</summary>
public sealed class KeysSettings
{
    /// <summary>Key of <see cref="Folder"/> in the configuration.</summary>
    public const string FolderKey = "Keys:Folder";

    /// <summary>
    /// The folder: all keys for a silo, at least those in <see cref="FrontKeys.FolderName"/> for a front end. The same for every process
    /// of a kind. No default.
    /// </summary>
    [Required(ErrorMessage = $"{FolderKey} is missing: set it to the folder that make-keys has made.")]
    public string? Folder { get; private init; }

    /// <summary>
    /// Where front ends keep the keys of their cookies, the same for all of them and one that they may write; below the keys of front ends
    /// unless told otherwise. Key <c>Keys:CookieFolder</c>.
    /// </summary>
    public string? CookieFolder { get; private init; }

    /// <summary>Reads the settings.</summary>
    public static KeysSettings Read(IConfiguration configuration) => new()
    {
        Folder = configuration[FolderKey],
        CookieFolder = configuration["Keys:CookieFolder"],
    };
}
