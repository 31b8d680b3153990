using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>An order whose shape is right.</summary>
/// <param name="Order">What is asked for.</param>
/// <param name="Images">How many.</param>
/// <param name="DepartmentId">Who shall pay; null for the caller's own department.</param>
internal sealed record CheckedOrder(ImageOrder Order, int Images, Guid? DepartmentId);

/// <summary>Shape and length of an order, whatever its model; every field at fault is named. What a model can do is decided where it is routed.</summary>
internal static partial class OrderCheck
{
    private const long MaxSeed = uint.MaxValue;
    private const int MaxStyleLength = 100;
    private const int MaxQualityLength = 50;

    // Provider and model are 100 characters each in the catalogue.
    private const int MaxModelLength = 201;

    private static readonly string[] Formats = ["png", "jpeg", "webp", "gif", "svg"];
    private static readonly string[] Backgrounds = ["transparent", "opaque", "auto"];

    /// <summary>Reads an order.</summary>
    /// <exception cref="RequestRefusedException">Some fields are not as they must be.</exception>
    public static CheckedOrder Read(OrderBody body)
    {
        var errors = new List<FieldError>();
        CheckPrompts(body, errors);
        CheckNumbers(body, errors);
        CheckWords(body, errors);
        CheckMetadata(body.Metadata, errors);
        if (errors.Count > 0)
        {
            throw new RequestRefusedException(KnownProblems.OfFields(errors));
        }

        return new CheckedOrder(OrderOf(body), body.N ?? 1, body.DepartmentId);
    }

    private static ImageOrder OrderOf(OrderBody body) => new()
    {
        Prompt = body.Prompt,
        Model = body.Model,
        Size = body.Size,
        Quality = body.Quality,
        Style = NullIfEmpty(body.Style),
        NegativePrompt = NullIfEmpty(body.NegativePrompt),
        Seed = body.Seed,
        OutputFormat = body.OutputFormat,
        Background = body.Background,
        PartialImages = body.PartialImages ?? 0,
        MetadataJson = body.Metadata?.GetRawText(),
    };

    private static void CheckPrompts(OrderBody body, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(body.Prompt))
        {
            errors.Add(new FieldError("prompt", "empty", "prompt is empty: say what is to be seen."));
        }

        CheckLength("prompt", body.Prompt, ImageOrder.MaxPromptLength, errors);
        CheckLength("negative_prompt", body.NegativePrompt, ImageOrder.MaxPromptLength, errors);
    }

    private static void CheckNumbers(OrderBody body, List<FieldError> errors)
    {
        if (body.N is < 1 or > ImageOrder.MaxImages)
        {
            errors.Add(new FieldError("n", "out_of_range", $"n must be a whole number from 1 to {ImageOrder.MaxImages}."));
        }

        if (body.PartialImages is < 0 or > ImageOrder.MaxPartialImages)
        {
            errors.Add(new FieldError("partial_images", "out_of_range", $"partial_images must be a whole number from 0 to {ImageOrder.MaxPartialImages}."));
        }

        if (body.Seed is < 0 or > MaxSeed)
        {
            errors.Add(new FieldError("seed", "out_of_range", $"seed must be a whole number from 0 to {MaxSeed}."));
        }
    }

    private static void CheckWords(OrderBody body, List<FieldError> errors)
    {
        if (body.Size is { } size && size != "auto" && !SizePattern().IsMatch(size))
        {
            errors.Add(new FieldError("size", "invalid_size", "size must be auto, or width x height in pixels such as 1024x1024."));
        }

        if (body.OutputFormat is { } format && !Formats.Contains(format, StringComparer.Ordinal))
        {
            errors.Add(new FieldError("output_format", "invalid_output_format", $"output_format must be one of {string.Join(", ", Formats)}."));
        }

        if (body.Background is { } background && !Backgrounds.Contains(background, StringComparer.Ordinal))
        {
            errors.Add(new FieldError("background", "invalid_background", $"background must be one of {string.Join(", ", Backgrounds)}."));
        }

        CheckName("model", body.Model, MaxModelLength, errors);
        CheckName("quality", body.Quality, MaxQualityLength, errors);
        CheckLength("style", body.Style, MaxStyleLength, errors);
    }

    private static void CheckName(string field, string? name, int most, List<FieldError> errors)
    {
        if (name is not null && string.IsNullOrWhiteSpace(name))
        {
            errors.Add(new FieldError(field, "empty", $"{field} is empty: leave it out, or say auto."));
        }

        CheckLength(field, name, most, errors);
    }

    private static void CheckLength(string field, string? text, int most, List<FieldError> errors)
    {
        if (text?.Length > most)
        {
            errors.Add(new FieldError(field, "too_long", $"{field} must have at most {most} characters; it has {text.Length}."));
        }
    }

    private static void CheckMetadata(JsonElement? metadata, List<FieldError> errors)
    {
        if (metadata is not { } value)
        {
            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new FieldError("metadata", "wrong_type", "metadata must be a JSON object."));
        }
        else if (Encoding.UTF8.GetByteCount(value.GetRawText()) > ImageOrder.MaxMetadataBytes)
        {
            errors.Add(new FieldError("metadata", "too_long", $"metadata must have at most {ImageOrder.MaxMetadataBytes} bytes."));
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    [GeneratedRegex(@"^[1-9][0-9]{0,4}x[1-9][0-9]{0,4}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SizePattern();
}
