using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Contracts.Provenance;

namespace DonatelloAI.Grains.Provenance;

/// <summary>What was done to an image's bytes between the vendor and the store, as it lies beside the generation: a JSON array of steps.</summary>
internal static class ProcessingSteps
{
    private const string Name = "provenance";

    /// <summary>The steps of an image.</summary>
    public static string Of(ImageProvenance provenance) => JsonSerializer.Serialize([new ProcessingStep(Name, provenance)], StepJson.Default.ProcessingStepArray);

    /// <summary>What they say of where the image comes from; null where they say nothing.</summary>
    public static ImageProvenance? Provenance(string? steps) => steps is null
        ? null
        : JsonSerializer.Deserialize(steps, StepJson.Default.ProcessingStepArray)!.FirstOrDefault(static step => step.Step == Name)?.Provenance;
}

/// <summary>One step.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Provenance">For <c>provenance</c>: what the image says of itself.</param>
internal sealed record ProcessingStep(string Step, ImageProvenance? Provenance);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProcessingStep[]))]
internal sealed partial class StepJson : JsonSerializerContext;
