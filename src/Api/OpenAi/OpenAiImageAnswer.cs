using System.Text.Json;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.OpenAi;

/// <summary>The images of one request in OpenAI's shape.</summary>
/// <param name="views">The completed generations.</param>
/// <param name="link">Makes the link of each; null for base64.</param>
/// <param name="images">The opened images, each with its facts.</param>
internal sealed class OpenAiImageAnswer(IReadOnlyList<GenerationView> views, Func<GenerationView, string?>? link, IReadOnlyList<StoredImage> images) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            httpContext.Response.ContentType = "application/json";
            await Write(httpContext);
        }
        finally
        {
            await StoredImages.Close(images);
        }
    }

    private async Task Write(HttpContext http)
    {
        var body = http.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteNumber("created", views.Min(static view => view.CreatedAt).ToUnixTimeSeconds());
        json.WriteStartArray("data");
        for (var i = 0; i < views.Count; i++)
        {
            json.WriteStartObject();
            if (link is not null)
            {
                json.WriteString("url", link(views[i]));
            }
            else
            {
                await StoredImages.WriteBase64(json, body, "b64_json", images[i].Content, http.RequestAborted);
            }

            if (views[i].RevisedPrompt is { } revised)
            {
                json.WriteString("revised_prompt", revised);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteFacts(json, views[0]);
        OpenAiUsage.Of(images)?.Write(json);
        json.WriteEndObject();
        await json.FlushAsync(http.RequestAborted);
        await body.FlushAsync(http.RequestAborted);
    }

    /// <summary>What was made, in the words of OpenAI's answers.</summary>
    public static void WriteFacts(Utf8JsonWriter json, GenerationView view)
    {
        json.WriteString("size", view.Size);
        json.WriteString("output_format", view.OutputFormat);
        json.WriteString("background", view.Background ?? "auto");
        if (view.Quality is { } quality)
        {
            json.WriteString("quality", quality);
        }
    }
}
