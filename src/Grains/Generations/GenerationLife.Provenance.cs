using DonatelloAI.Contracts.Provenance;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Provenance;

namespace DonatelloAI.Grains.Generations;

/// <content>What an image says of where it comes from, before it is stored.</content>
public sealed partial class GenerationLife
{
    private (ReadOnlyMemory<byte> Bytes, ImageProvenance Provenance) Mark(ProviderDone done, AttemptRecord attempt)
    {
        var source = _services.Providers.Find(attempt.ModelProvider)?.SourceType ?? DigitalSourceType.TrainedAlgorithmicMedia;
        var origin = new ImageOrigin(_id, $"{attempt.ModelProvider}/{attempt.ModelName}", source, _services.Time.GetUtcNow());
        var marked = ImageMarks.Mark(done.Image, origin);
        return (marked.Bytes, new ImageProvenance(source.ToAddress(), marked.HasXmp, marked.HasManifest));
    }
}
