using System.Text.Json;

namespace DonatelloAI.Grains.Providers;

/// <summary>The models and first prices that an installation begins with; data, so that a new model needs no new code.</summary>
public sealed class ModelCatalogue
{
    private ModelCatalogue(CatalogueDocument document, IReadOnlyList<CatalogueModel> models)
    {
        AsOf = document.AsOf;
        IndicativeAudPerUsd = document.IndicativeAudPerUsd;
        Models = models;
    }

    /// <summary>The day the data were gathered.</summary>
    public DateOnly AsOf { get; }

    /// <summary>
    /// The rate that <see cref="CatalogueModel.CostPerImageAud"/> was computed with. Never a rate to price with.
    /// </summary>
    public decimal IndicativeAudPerUsd { get; }

    /// <summary>The models, ordered by provider and name.</summary>
    public IReadOnlyList<CatalogueModel> Models { get; }

    /// <summary>Reads a catalogue: strict JSON, no unknown, missing or repeated field, every rule of the entries held.</summary>
    /// <param name="json">The file.</param>
    /// <param name="others">Entries beside the file's that a replacement may name, <c>provider/model</c>; none by default.</param>
    /// <exception cref="ModelCatalogueException">The first thing that is wrong, with the entry and the field.</exception>
    public static ModelCatalogue Parse(Stream json, IEnumerable<string>? others = null)
    {
        var document = ReadDocument(json);
        var models = document.Models.Select(ReadModel).ToArray();
        if (CatalogueRules.FirstProblem(document, models, others ?? []) is { } problem) throw new ModelCatalogueException(problem);

        return new ModelCatalogue(document, models);
    }

    private static CatalogueDocument ReadDocument(Stream json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CatalogueJson.Default.CatalogueDocument)
                ?? throw new ModelCatalogueException("The catalogue is null.");
        }
        catch (JsonException broken)
        {
            throw new ModelCatalogueException($"The catalogue, {broken.Path ?? "$"}: {broken.Message}", broken);
        }
    }

    private static CatalogueModel ReadModel(JsonElement entry, int index)
    {
        try
        {
            return entry.Deserialize(CatalogueJson.Default.CatalogueModel)
                ?? throw new ModelCatalogueException($"Entry {index} is null.");
        }
        catch (JsonException broken)
        {
            throw new ModelCatalogueException($"Entry {index} ({Name(entry)}), {broken.Path ?? "$"}: {broken.Message}", broken);
        }
    }

    private static string Name(JsonElement entry) => $"{Text(entry, "provider_name")}/{Text(entry, "model_name")}";

    private static string Text(JsonElement entry, string field) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty(field, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "?";
}

/// <summary>The catalogue is not as it should be; the message names the entry and the field.</summary>
public sealed class ModelCatalogueException : Exception
{
    /// <summary>Makes one with a message.</summary>
    public ModelCatalogueException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and the reader's own error.</summary>
    public ModelCatalogueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one without a message.</summary>
    public ModelCatalogueException()
    {
    }
}
