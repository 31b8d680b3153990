using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>A server that speaks OpenAI's images API: <c>Providers:OpenAiCompatible:{provider name}</c>.</summary>
public sealed class OpenAiCompatibleOptions : VendorOptions
{
    /// <summary>The configuration section that holds one section a provider.</summary>
    public const string Section = "Providers:OpenAiCompatible";

    /// <summary>The name of OpenAI itself, for which <see cref="VendorOptions.BaseUrl"/> has a default: <c>https://api.openai.com/v1</c>.</summary>
    public const string OpenAi = "openai";

    /// <summary>Fields that may be sent beside <c>model</c> and <c>prompt</c>.</summary>
    public static readonly IReadOnlyList<string> KnownParameters =
    [
        "n", "size", "quality", "output_format", "response_format", "style", "seed", "negative_prompt", "safety_identifier", "user",
    ];

    /// <summary>The organisation's id at OpenAI, if calls are to be billed to one.</summary>
    public string? Organization { get; set; }

    /// <summary>
    /// Which of <see cref="KnownParameters"/> are sent where a request has them. Default for <c>openai</c>: n, size, quality,
    /// output_format, safety_identifier; for others: n, size, quality, response_format, seed, negative_prompt.
    /// </summary>
    public IReadOnlyList<string>? Parameters { get; set; }

    /// <inheritdoc/>
    public override string? Problem(string providerName)
    {
        var section = $"{Section}:{providerName}";
        return CommonProblem(section, Fallback(providerName), "set the address that ends before /images/generations")
            ?? (Organization is not null && !KeyReading.IsKey(Organization) ? $"{section}:Organization must be visible ASCII characters."
                : Parameters?.FirstOrDefault(name => !KnownParameters.Contains(name, StringComparer.Ordinal)) is { } unknown
                    ? $"{section}:Parameters has '{unknown}', which is none of {string.Join(", ", KnownParameters)}."
                : null);
    }

    /// <summary>The address that is called; null when it is none.</summary>
    internal Uri? BaseAddress(string providerName) => Address(Fallback(providerName));

    /// <summary>The fields to send.</summary>
    internal IReadOnlyList<string> ParametersOf(string providerName) => Parameters
        ?? (providerName == OpenAi
            ? ["n", "size", "quality", "output_format", "safety_identifier"]
            : ["n", "size", "quality", "response_format", "seed", "negative_prompt"]);

    private static string? Fallback(string providerName) => providerName == OpenAi ? "https://api.openai.com/v1" : null;
}
