using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.Tests;

/// <summary>Calls of particular models.</summary>
internal static class Vendors
{
    public static ProviderCall Call(string model, ImageSize? size = null, string configuration = "{}") =>
        Sample.Call(model: Sample.Model(model: model) with { ConfigurationJson = configuration }) with { Size = size ?? new ImageSize(1024, 1024), OutputFormat = "png" };

    public static ProviderCall Full(string model, ImageSize? size = null) => Call(model, size) with { Style = "oil", NegativePrompt = "blur", Seed = 42 };
}
