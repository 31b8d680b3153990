using System.Text;
using DonatelloAI.Grains.Providers.Catalogue;

namespace DonatelloAI.Silo.Providers;

/// <summary>A catalogue file's text, within its bound.</summary>
internal static class CatalogueText
{
    /// <summary>Reads it, or says in a sentence why it cannot be read.</summary>
    public static async Task<(string? Text, string? Problem)> Read(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > CatalogueFile.MaxBytes)
            {
                return (null, $"it has more than {CatalogueFile.MaxBytes} bytes.");
            }

            using var reader = new StreamReader(file, Encoding.UTF8);
            return (await reader.ReadToEndAsync(cancellationToken), null);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (null, unreadable.Message);
        }
    }
}
