namespace DonatelloAI.Providers.Tests.ComfyUi;

/// <summary>A folder with a workflow, beside the tests.</summary>
internal static class SampleWorkflow
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "ComfyUi", "Workflows");
}
