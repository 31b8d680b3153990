namespace DonatelloAI.Architecture.Tests;

/// <summary>A room has one name in every project, so that its word finds every line about it.</summary>
public sealed class RoomTests
{
    private static readonly string[] Rooms =
    [
        "Audit", "Batches", "Budgets", "Freezes", "Generations", "Limits", "Organizations", "Provenance", "Providers", "Retention", "Safety", "Sessions", "Users", "Webhooks",
    ];

    // Folders that are about a project's own craft and not about the business.
    private static readonly Dictionary<string, string[]> Workshops = new(StringComparer.Ordinal)
    {
        ["Api"] = ["Access", "Admission", "Bodies", "Clustering", "Dashboard", "Health", "OpenAi", "OpenApi", "Paging", "Problems", "Properties"],
        ["Cli"] = ["Health"],
        ["Hosting"] = ["Clustering", "Health", "Keys", "Telemetry"],
        ["Silo"] = ["Clustering", "Commands", "Dashboard", "Encryption", "Health", "Persistence", "Properties"],
        ["Standalone"] = ["Dashboard", "Properties"],
        ["Storage"] = ["Commits", "Encryption", "Engines", "Events", "Migrations", "Modelling", "OrleansTables"],
    };

    [Theory]
    [MemberData(nameof(House.Projects), MemberType = typeof(House))]
    public void Project_HasFoldersWithKnownNamesOnly(string project)
    {
        // One folder a vendor.
        if (project == "Providers")
        {
            return;
        }

        var folders = Directory.EnumerateDirectories(House.FolderOf(project))
            .Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder is not ("bin" or "obj"));

        Assert.Empty(folders.Except(Rooms).Except(Workshops.GetValueOrDefault(project, [])));
    }
}
