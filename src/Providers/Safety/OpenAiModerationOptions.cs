namespace DonatelloAI.Providers.Safety;

/// <summary>OpenAI's moderations, or a server with the same API: <c>Safety:OpenAiModeration:{name}</c>.</summary>
public sealed class OpenAiModerationOptions : VendorOptions
{
    /// <summary>The configuration section that holds one section an account.</summary>
    public const string Section = "Safety:OpenAiModeration";

    private const string VendorAddress = "https://api.openai.com/v1";

    /// <summary>The model, default <c>omni-moderation-latest</c>.</summary>
    public string Model { get; set; } = "omni-moderation-latest";

    /// <inheritdoc/>
    public override string? Problem(string providerName) => CommonProblem($"{Section}:{providerName}", VendorAddress)
        ?? (string.IsNullOrWhiteSpace(Model) ? $"{Section}:{providerName}:Model must not be empty." : null);

    /// <summary>Where content is judged.</summary>
    internal Uri Moderations => new(Address(VendorAddress)!, "moderations");
}
