using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Standalone;

/// <summary>What the console says once everything runs.</summary>
internal static class Welcome
{
    /// <summary>Prints address, data folder and next step; the first administrator's key only when it was made just now.</summary>
    public static async Task Print(TextWriter console, IReadOnlyList<string> addresses, DataFolder folder, ApiKeyToken? newKey)
    {
        string[] lines =
        [
            "DonatelloAI is ready.",
            .. addresses.Select(address => $"  Address:          {address}"),
            $"  Data folder:      {folder.Path}",
            .. KeyLines(folder, newKey),
            $"  Next step:        curl {(addresses is [var first, ..] ? first : StandaloneArguments.DefaultUrls)}/health/ready",
            "  Ctrl-C stops it after running work has finished.",
        ];
        foreach (var line in lines)
        {
            await console.WriteLineAsync(line);
        }
    }

    private static IEnumerable<string> KeyLines(DataFolder folder, ApiKeyToken? newKey)
    {
        if (newKey is not null)
        {
            yield return $"  First admin key:  {newKey.SecretText}";
            yield return $"                    shown this once; also in {folder.FirstAdminKey}, for you to take and delete";
        }
        else if (File.Exists(folder.FirstAdminKey))
        {
            yield return $"  First admin key:  in {folder.FirstAdminKey}, for you to take and delete";
        }
    }
}
