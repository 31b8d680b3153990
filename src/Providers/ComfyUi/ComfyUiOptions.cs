namespace DonatelloAI.Providers.ComfyUi;

/// <summary>A ComfyUI server of one's own: <c>Providers:ComfyUi:{provider name}</c>; the catalogue's name is <c>comfyui</c>.</summary>
public sealed class ComfyUiOptions : VendorOptions
{
    /// <summary>The configuration section that holds one section a provider.</summary>
    public const string Section = "Providers:ComfyUi";

    /// <summary>
    /// The folder with a workflow a model, <c>{model}.json</c>, in ComfyUI's API format, with <c>{{prompt}}</c> and other
    /// placeholders where a call's values belong. Workflows run code of the server's nodes, so no caller brings one.
    /// </summary>
    public string? WorkflowFolder { get; set; }

    /// <inheritdoc/>
    public override string? Problem(string providerName)
    {
        var section = $"{Section}:{providerName}";
        return CommonProblem(section, fallback: null)
            ?? (WorkflowFolder is null ? $"{section}:WorkflowFolder is missing: set the folder that has a workflow a model."
                : !Directory.Exists(WorkflowFolder) ? $"{section}:WorkflowFolder names a folder that is not there."
                : null);
    }
}
