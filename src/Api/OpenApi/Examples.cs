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
         "routing":{"reason":"The only model that fits.","retry_count":0,"prompt_language":"en","prompt_complexity_score":0.09},
         "user_id":"01999c0d-0000-7abc-8def-000000000001","department_id":"01999c0d-0000-7abc-8def-000000000002",
         "created_at":"2026-11-22T10:30:00Z","completed_at":"2026-11-22T10:30:00.084Z","metadata":{"campaign":"spring"}}
        """;

    public const string ResolveAttempt = """{"action":"settle","amount_aud":"0.062000","reason":"Line 17 of the vendor's invoice for November."}""";

    public const string Attempt = """
        {"id":"01999c0d-4321-7abc-8def-0123456789ab","generation_id":"01999c0d-1234-7abc-8def-0123456789ab","attempt_no":1,
         "organization_id":"01999c0d-0000-7abc-8def-000000000003","department_id":"01999c0d-0000-7abc-8def-000000000002",
         "model_provider":"openai","model_name":"gpt-image-2","outcome":"settled","billed":"yes","held_aud":"0.000000","charged_aud":"0.062000",
         "provider_request_id":"req_7f3a","error_class":"outcome_unknown","started_at":"2026-11-22T10:30:00Z","ended_at":"2026-11-22T14:02:10Z"}
        """;

    public const string Estimate = """
        {"model":"local/canvas","reason":"The only model that fits.","ceiling_aud":"0.050000","left_aud":"99.950000",
         "department_id":"01999c0d-0000-7abc-8def-000000000002","size":"1024x1024","quality":"medium","output_format":"png",
         "prompt_language":"en","prompt_complexity_score":0.09}
        """;

    public const string Events = "id: 1\nevent: status\ndata: {\"id\":\"01999c0d-…\",\"status\":\"processing\",…}\n\n"
        + "event: progress\ndata: {\"id\":\"01999c0d-…\",\"progress\":0.35}\n\n"
        + "event: partial_image\ndata: {\"id\":\"01999c0d-…\",\"partial_image_index\":0,\"content_type\":\"image/png\",\"b64_json\":\"iVBORw0KGgo…\"}\n\n"
        + "id: 2\nevent: completed\ndata: {\"id\":\"01999c0d-…\",\"status\":\"completed\",…}\n\n";

    public const string NewProvider = """
        {"provider_name":"openai-compatible","model_name":"studio-xl","display_name":"Studio XL","api_endpoint":"https://images.example/v1",
         "capabilities":{"sizes":["1024x1024"],"default_size":"1024x1024","qualities":["low","high"],"default_quality":"low","output_formats":["png"],
          "max_images_per_call":1,"seed":true,"negative_prompt":false,"mask_edit":false,"max_input_images":0,"streaming":false,"max_partial_images":0,"call_kind":"unconfirmable"},
         "price":{"currency":"USD","source":"Contract of 2026-11","components":[{"unit":"image","key":"low","amount":0.01},{"unit":"image","key":"high","amount":0.04}]}}
        """;

    public const string ProviderChange = """
        {"shutdown_at":"2027-03-01T00:00:00Z","replacement_model":"openai/gpt-image-2",
         "price":{"currency":"USD","valid_from":"2026-12-01T00:00:00Z","source":"Price list of 2026-12","components":[{"unit":"image","amount":0.03}]}}
        """;

    public const string Provider = """
        {"id":"01999c0d-0000-7abc-8def-0000000000aa","provider_name":"openai-compatible","model_name":"studio-xl","display_name":"Studio XL","is_active":false,
         "api_endpoint":"https://images.example/v1","cost_per_image_aud":"0.000000","timeout_seconds":60,
         "capabilities":{"sizes":["1024x1024"],"default_size":"1024x1024","custom_sizes":null,"qualities":["low","high"],"default_quality":"low","output_formats":["png"],
          "max_images_per_call":1,"seed":true,"negative_prompt":false,"mask_edit":false,"max_input_images":0,"streaming":false,"max_partial_images":0,"call_kind":"unconfirmable"},
         "account":"openai-compatible","max_retries":2,"max_concurrency":4,
         "prices":[{"version":1,"currency":"USD","valid_from":"2026-11-23T00:00:00Z","is_in_force":true,"is_suspended":false,"source":"Contract of 2026-11",
          "components":[{"unit":"image","key":"low","max_pixels":null,"amount":0.01,"ceiling_quantity":null},{"unit":"image","key":"high","max_pixels":null,"amount":0.04,"ceiling_quantity":null}]}],
         "created_at":"2026-11-23T00:00:00Z","updated_at":"2026-11-23T00:00:00Z"}
        """;

    public const string NewRate = """{"currency":"USD","rate_to_aud":"1.5234","source":"Reserve Bank of Australia, 2026-11-23"}""";

    public const string Rate = """
        {"data":[{"currency":"USD","rate_to_aud":"1.5234","valid_from":"2026-11-23T06:00:00Z","stale_from":"2026-11-30T06:00:00Z","is_stale":false,
         "source":"Reserve Bank of Australia, 2026-11-23"}]}
        """;

    public const string OpenAiOrder = """{"model":"local/canvas","prompt":"A lighthouse at dusk","n":1,"size":"1024x1024"}""";

    public const string OpenAiAnswer = """
        {"created":1795343400,"data":[{"b64_json":"iVBORw0KGgo…"}],"size":"1024x1024","output_format":"png","quality":"medium",
         "usage":{"total_tokens":284,"input_tokens":12,"output_tokens":272,"input_tokens_details":{"text_tokens":12,"image_tokens":0},
         "output_tokens_details":{"text_tokens":0,"image_tokens":272}}}
        """;

    public const string OpenAiEvents = "event: image_generation.partial_image\n"
        + "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"iVBORw0KGgo…\",\"created_at\":1795343400,\"size\":\"1024x1024\",\"output_format\":\"png\",\"partial_image_index\":0}\n\n"
        + "event: image_generation.completed\n"
        + "data: {\"type\":\"image_generation.completed\",\"b64_json\":\"iVBORw0KGgo…\",\"created_at\":1795343400,\"size\":\"1024x1024\",\"output_format\":\"png\"}\n\n";
}
