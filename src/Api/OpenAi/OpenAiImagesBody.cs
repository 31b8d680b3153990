using System.Text.Json;
using DonatelloAI.Api.Generations;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.OpenAi;

/// <summary>An order in OpenAI's words. What says nothing about the picture or its price is taken and ignored; what could not be honoured is refused.</summary>
internal sealed record OpenAiImagesBody
{
    /// <summary>What is to be seen, 1 to 32,000 characters.</summary>
    public required string Prompt { get; init; }

    /// <summary>An id of <c>GET /openai/v1/models</c>, or <c>auto</c>; preferences decide without it.</summary>
    public string? Model { get; init; }

    /// <summary>Images, 1 to 10.</summary>
    public int? N { get; init; }

    /// <summary>Width x height, or <c>auto</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Quality in the model's words, or <c>auto</c>; the older <c>standard</c> and <c>hd</c> mean auto and high.</summary>
    public string? Quality { get; init; }

    /// <summary>File format.</summary>
    public string? OutputFormat { get; init; }

    /// <summary><c>b64_json</c>, the default, or <c>url</c>: a link that ends within the hour.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>
    /// True for server-sent events: one <c>image_generation.completed</c> for each image, after its <c>image_generation.partial_image</c> where
    /// <c>partial_images</c> asks for them.
    /// </summary>
    public bool? Stream { get; init; }

    /// <summary>
    /// 0 to 3 partial images while an image is painted, with <c>stream</c>; ignored without. Fewer come where the image is done sooner, and none from
    /// models whose capabilities have none and where images are checked before they are shown: those are not paid for.
    /// </summary>
    public int? PartialImages { get; init; }

    /// <summary>0 to 100; ignored.</summary>
    public int? OutputCompression { get; init; }

    /// <summary><c>transparent</c>, for models whose capabilities say so, as png or webp; <c>opaque</c>; or <c>auto</c>.</summary>
    public string? Background { get; init; }

    /// <summary><c>auto</c> or <c>low</c>; ignored.</summary>
    public string? Moderation { get; init; }

    /// <summary>Style in your words, at most 100 characters.</summary>
    public string? Style { get; init; }

    /// <summary>Ignored: the credential says who asks.</summary>
    public string? User { get; init; }

    /// <summary>Ignored: the credential says who asks.</summary>
    public string? SafetyIdentifier { get; init; }

    /// <summary>Seed, as compatible servers take it.</summary>
    public long? Seed { get; init; }

    /// <summary>What is not to be seen, as compatible servers take it.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>The department that shall pay; your own without it.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Your own fields, a JSON object of at most 4,096 bytes.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The order, checked as every other.</summary>
    /// <exception cref="RequestRefusedException">Some fields are not as they must be.</exception>
    public CheckedOrder ToOrder()
    {
        CheckOptions();
        return OrderCheck.Read(new OrderBody
        {
            Prompt = Prompt,
            Model = Model,
            Size = Size,
            Quality = Quality switch { "standard" => null, "hd" => "high", _ => Quality },
            Style = Style,
            NegativePrompt = NegativePrompt,
            Seed = Seed,
            OutputFormat = OutputFormat,
            Background = Background,
            PartialImages = Stream == true ? PartialImages : null,
            N = N,
            DepartmentId = DepartmentId,
            Metadata = Metadata,
        });
    }

    private void CheckOptions()
    {
        var errors = new List<FieldError>();
        OneOf("response_format", ResponseFormat, ["b64_json", "url"], errors);
        OneOf("moderation", Moderation, ["auto", "low"], errors);
        InRange("output_compression", OutputCompression, 100, errors);
        InRange("partial_images", PartialImages, 3, errors);
        if (Stream == true && ResponseFormat == "url")
        {
            errors.Add(new FieldError("response_format", "invalid_value", "response_format must be b64_json with stream: events hold the image itself."));
        }

        if (errors.Count > 0)
        {
            throw new RequestRefusedException(KnownProblems.OfFields(errors));
        }
    }

    private static void OneOf(string field, string? value, string[] allowed, List<FieldError> errors)
    {
        if (value is not null && !allowed.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(new FieldError(field, "invalid_value", $"{field} must be {string.Join(" or ", allowed)}."));
        }
    }

    private static void InRange(string field, int? value, int most, List<FieldError> errors)
    {
        if (value is { } number && (number < 0 || number > most))
        {
            errors.Add(new FieldError(field, "out_of_range", $"{field} must be a whole number from 0 to {most}."));
        }
    }
}
