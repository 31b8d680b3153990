using DonatelloAI.Grains.Providers;
using Microsoft.Extensions.AI;

namespace DonatelloAI.Providers.MicrosoftExtensionsAI;

/// <summary>
/// One model of one provider as an <see cref="IImageGenerator"/>. It calls the provider and nothing else: no budget is asked and
/// nothing is recorded, so a host that spends people's money must not hand it out.
/// <c>seed</c>, <c>quality</c>, <c>style</c> and <c>negative_prompt</c> are taken from the options' additional properties.
/// </summary>
public sealed class ProviderImageGenerator(IImageProvider provider, OfferedModel model, TimeProvider time) : IImageGenerator
{
    /// <summary>Most pictures of one call.</summary>
    public const int MaxCount = 10;

    /// <inheritdoc/>
    /// <exception cref="ImageProviderException">The provider refused or failed.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request, ImageGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (request.OriginalImages?.Any() == true) throw new NotSupportedException("Only text is taken; images to edit are not.");

        var count = options?.Count ?? 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount, nameof(options));
        var (contents, usage) = (new List<AIContent>(), new List<ProviderUsage>());
        for (var i = 0; i < count; i++)
        {
            var done = await Finish(Call(request, options), cancellationToken);
            contents.Add(new DataContent(done.Image, done.ContentType));
            if (done.Usage is { } counted) usage.Add(counted);
        }

        return new ImageGenerationResponse(contents) { Usage = UsageBridge.ToDetails(usage) };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ImageGeneratorMetadata) ? new ImageGeneratorMetadata(provider.Name, providerUri: null, model.ModelName)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <summary>Does nothing: the provider is its owner's.</summary>
    public void Dispose()
    {
    }

    private ProviderCall Call(ImageGenerationRequest request, ImageGenerationOptions? options)
    {
        var more = options?.AdditionalProperties;
        return new ProviderCall
        {
            Model = model,
            GenerationId = Guid.CreateVersion7(time.GetUtcNow()),
            AttemptNo = 1,
            Prompt = request.Prompt ?? "",
            Size = options?.ImageSize is { } size ? new ImageSize(size.Width, size.Height) : model.Capabilities.DefaultSize,
            OutputFormat = options?.MediaType is { } media ? media.Replace("image/", "", StringComparison.Ordinal) : model.Capabilities.OutputFormats[0],
            Quality = more?.GetValueOrDefault("quality") as string ?? model.Capabilities.DefaultQuality,
            Style = more?.GetValueOrDefault("style") as string,
            NegativePrompt = more?.GetValueOrDefault("negative_prompt") as string,
            Seed = more?.GetValueOrDefault("seed") switch { long seed => seed, int seed => seed, _ => null },
        };
    }

    private async Task<ProviderDone> Finish(ProviderCall call, CancellationToken cancellationToken)
    {
        var answer = await provider.Start(call, cancellationToken);
        while (answer is ProviderWorking { Job: var job })
        {
            await Task.Delay(job.PollAfter, time, cancellationToken);
            answer = await provider.Poll(call, job, cancellationToken);
        }

        return answer as ProviderDone ?? throw new ImageProviderException((ProviderRefused)answer);
    }
}

/// <summary>A provider refused or failed.</summary>
/// <param name="refusal">What it answered.</param>
public sealed class ImageProviderException(ProviderRefused refusal) : Exception($"The provider made no image: {refusal.Error}.")
{
    /// <summary>What it answered; its message may quote the prompt and belongs in no log.</summary>
    public ProviderRefused Refusal { get; } = refusal;
}
