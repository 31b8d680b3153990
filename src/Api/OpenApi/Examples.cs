namespace DonatelloAI.Api.OpenApi;

/// <summary>Metadata of an endpoint: an example of its body and of one answer, as JSON.</summary>
/// <param name="Body">What is sent; null where nothing is.</param>
/// <param name="Status">The status of the answer that the example is of.</param>
/// <param name="Answer">What is answered; null for none.</param>
internal sealed record Example(string? Body, int Status, string? Answer);

/// <summary>Metadata of an endpoint: an answer of status 200 that is no JSON object of ours.</summary>
/// <param name="Types">The media types it comes in.</param>
internal sealed record Download(params string[] Types)
{
    /// <summary>True for text; bytes otherwise.</summary>
    public bool IsText { get; init; }

    /// <summary>How it may look.</summary>
    public string? Example { get; init; }
}

/// <summary>The examples of the description.</summary>
internal static class Examples
{
    public const string Order = """
        {"prompt":"A lighthouse at dusk, oil on canvas","model":"auto","size":"1024x1024","n":1,"metadata":{"campaign":"spring"}}
        """;

    public const string Generation = """
        {"id":"01999c0d-1234-7abc-8def-0123456789ab","status":"completed","model_provider":"local","model_name":"canvas",
         "prompt":"A lighthouse at dusk, oil on canvas","size":"1024x1024","quality":"medium","seed":7,"output_format":"png",
         "image_url":"https://images.example/v1/images/AZmc…","thumbnail_url":"https://images.example/v1/images/AZmd…",
         "cost_aud":"0.050000","held_aud":"0.000000","generation_time_ms":84,"is_nsfw":false,
         "provenance":{"digital_source_type":"http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia","has_xmp":true,"has_manifest":false,"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
         "routing":{"reason":"The only model that fits.","retry_count":0},
         "user_id":"01999c0d-0000-7abc-8def-000000000001","department_id":"01999c0d-0000-7abc-8def-000000000002",
         "created_at":"2026-11-22T10:30:00Z","completed_at":"2026-11-22T10:30:00.084Z","metadata":{"campaign":"spring"}}
        """;

    public const string Estimate = """
        {"model":"local/canvas","reason":"The only model that fits.","ceiling_aud":"0.050000","left_aud":"99.950000",
         "department_id":"01999c0d-0000-7abc-8def-000000000002","size":"1024x1024","quality":"medium","output_format":"png"}
        """;

    public const string Events = "id: 1\nevent: status\ndata: {\"id\":\"01999c0d-…\",\"status\":\"processing\",…}\n\n"
        + "id: 2\nevent: completed\ndata: {\"id\":\"01999c0d-…\",\"status\":\"completed\",…}\n\n";

    public const string OpenAiOrder = """{"model":"local/canvas","prompt":"A lighthouse at dusk","n":1,"size":"1024x1024"}""";

    public const string OpenAiAnswer = """
        {"created":1795343400,"data":[{"b64_json":"iVBORw0KGgo…"}],"size":"1024x1024","output_format":"png","quality":"medium",
         "usage":{"total_tokens":284,"input_tokens":12,"output_tokens":272,"input_tokens_details":{"text_tokens":12,"image_tokens":0},
         "output_tokens_details":{"text_tokens":0,"image_tokens":272}}}
        """;

    public const string OpenAiEvents = "event: image_generation.completed\n"
        + "data: {\"type\":\"image_generation.completed\",\"b64_json\":\"iVBORw0KGgo…\",\"created_at\":1795343400,\"size\":\"1024x1024\",\"output_format\":\"png\"}\n\n";
}
