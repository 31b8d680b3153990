using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Google;

/// <summary>
/// Google's image models, by the Gemini API with a key or by Vertex with a token: <c>Providers:Google:{provider name}</c>; the catalogue's name
/// is <c>google</c>. A <see cref="Project"/> makes it Vertex.
/// </summary>
public sealed class GoogleOptions : VendorOptions
{
    /// <summary>The configuration section that holds one section a provider.</summary>
    public const string Section = "Providers:Google";

    private const string Global = "global";

    /// <summary>The project at Google Cloud whose models are called, by Vertex; null for the Gemini API.</summary>
    public string? Project { get; set; }

    /// <summary>The location of the models at Vertex, such as <c>europe-west4</c>; default <c>global</c>.</summary>
    public string? Location { get; set; }

    /// <summary>The key file of a service account, for Vertex; instead of a key.</summary>
    public string? ServiceAccountFile { get; set; }

    /// <summary>
    /// False where models do not take <c>imageSize</c> and make one size only; default true: 1K to 1.6 megapixels, 2K to 4.5, 4K above.
    /// </summary>
    public bool SendImageSize { get; set; } = true;

    /// <summary>True for Vertex.</summary>
    internal bool IsVertex => Project is not null;

    /// <inheritdoc/>
    public override string? Problem(string providerName)
    {
        var section = $"{Section}:{providerName}";
        return Project is not null && !IsName(Project) ? $"{section}:Project must be a project's id: letters, digits, hyphens, points and colons."
            : Location is not null && !IsName(Location) ? $"{section}:Location must be a location's name, such as europe-west4."
            : Location is not null && Project is null ? $"{section}:Location is for Vertex: set {section}:Project too."
            : ServiceAccountFile is not null && Project is null ? $"{section}:ServiceAccountFile is for Vertex: set {section}:Project too."
            : ServiceAccountFile is not null && (ApiKey ?? ApiKeyFile) is not null ? $"{section}: set ServiceAccountFile, or a token as ApiKeyFile, not both."
            : CommonProblem(section, VendorAddress);
    }

    /// <summary>Where a model is called.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="verb">What it is asked to do, such as <c>generateContent</c>.</param>
    internal Uri AddressOf(string model, string verb)
    {
        var path = IsVertex ? $"projects/{Project}/locations/{Location ?? Global}/publishers/google/models/" : "models/";
        return new Uri(Address(VendorAddress)!, $"{path}{Uri.EscapeDataString(model)}:{verb}");
    }

    /// <summary>Vertex takes a token, the Gemini API a key of its own in a header, never in the address.</summary>
    internal KeyHeader Header(IKeySource source) => IsVertex ? KeyHeader.Bearer(source) : KeyHeader.Plain("x-goog-api-key", source);

    private string VendorAddress =>
        !IsVertex ? "https://generativelanguage.googleapis.com/v1beta"
        : (Location ?? Global) == Global ? "https://aiplatform.googleapis.com/v1"
        : $"https://{Location}-aiplatform.googleapis.com/v1";

    private static bool IsName(string name) => name.Length is >= 1 and <= 100 && name.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '.' or ':');
}
