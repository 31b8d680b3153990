using System.Diagnostics;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// A provider call as OpenTelemetry's conventions for generative AI tell it. They have no operation of their own for images, so it is
/// <c>generate_content</c>. Prompts are never part of it.
/// </summary>
internal static class ProviderSpan
{
    /// <summary>The operation's name.</summary>
    public const string Operation = "generate_content";

    /// <summary>Begins the span of a call; null when nobody listens.</summary>
    public static Activity? Begin(OfferedModel model, AttemptRecord attempt)
    {
        var span = Tracing.Source.StartActivity($"{Operation} {model.ModelName}", ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("gen_ai.operation.name", Operation);
            span.SetTag("gen_ai.provider.name", ProviderOf(model));
            span.SetTag("gen_ai.request.model", model.ModelName);
            span.SetTag("gen_ai.output.type", "image");
            span.SetTag("donatello.attempt.no", attempt.AttemptNo);
        }

        return span;
    }

    /// <summary>Says what the vendor answered.</summary>
    public static void Tell(Activity? span, ProviderAnswer answer)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        span.SetTag("gen_ai.response.id", answer.RequestId);
        if (UsageOf(answer) is { } usage)
        {
            span.SetTag("gen_ai.usage.input_tokens", usage.TextInTokens + usage.ImageInTokens);
            span.SetTag("gen_ai.usage.output_tokens", usage.TextOutTokens + usage.ImageOutTokens);
        }

        if (answer is ProviderRefused refused)
        {
            span.SetTag("error.type", GenerationErrors.CodeOf(refused.Error));
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>What the vendor counted; null where it said nothing of tokens.</summary>
    public static ProviderUsage? UsageOf(ProviderAnswer answer)
    {
        var usage = answer switch
        {
            ProviderDone done => done.Usage,
            ProviderRefused refused => refused.Usage,
            _ => null,
        };
        return usage is { TextInTokens: 0, ImageInTokens: 0, TextOutTokens: 0, ImageOutTokens: 0 } ? null : usage;
    }

    /// <summary>The provider by the name that the conventions have for it; by ours where they have none.</summary>
    public static string ProviderOf(OfferedModel model) => model.ProviderName switch
    {
        "azure" => "azure.ai.openai",
        "google" => "gcp.gemini",
        "vertex" => "gcp.vertex_ai",
        "bedrock" => "aws.bedrock",
        "xai" => "x_ai",
        "stability" => "stability_ai",
        "bfl" => "black_forest_labs",
        var name => name,
    };
}
