using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <summary>
/// A fake of Azure AI Content Safety and of OpenAI's moderations at one address. What it finds is said in the text, such as <c>[sexual=6]</c> on
/// a scale of 0 to 7; of images by <see cref="ImageSays"/>.
/// </summary>
public sealed partial class FakeContentChecker : FakeVendor
{
    private const string Verdict = "verdict";
    private const int MaxTextLength = 10_000;
    private const int MaxImageBytes = 4 * 1024 * 1024;

    private static readonly string[] Moderated =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/intent",
        "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
    ];

    private FakeContentChecker(TimeProvider time)
        : base(time)
    {
    }

    /// <inheritdoc/>
    public override string BaseUrl => Root();

    /// <summary>What to set as BaseUrl of OpenAI's moderations.</summary>
    public string OpenAiBaseUrl => $"{Root()}/v1";

    /// <summary>What every image shows, such as <c>[violence=4]</c>; nothing unless told.</summary>
    public string ImageSays { get; set; } = "";

    /// <summary>Starts a fake.</summary>
    public static async Task<FakeContentChecker> Start(TimeProvider? time = null)
    {
        var checker = new FakeContentChecker(time ?? TimeProvider.System);
        await checker.Open(app =>
        {
            app.MapPost("/contentsafety/text:analyze", context => checker.Analyze(context, isText: true));
            app.MapPost("/contentsafety/image:analyze", context => checker.Analyze(context, isText: false));
            app.MapPost("/v1/moderations", checker.Moderate);
        });
        return checker;
    }

    /// <inheritdoc/>
    public override bool Knows(VendorFault fault) => fault is
        VendorFault.InvalidApiKey or VendorFault.InvalidValue or VendorFault.RateLimited or VendorFault.RateLimitedSeconds or VendorFault.RateLimitedSilently
        or VendorFault.ServerError or VendorFault.Overloaded or VendorFault.NotFoundPage or VendorFault.ServerErrorPage or VendorFault.BadGateway
        or VendorFault.GatewayTimeout or VendorFault.HtmlPage or VendorFault.PostRedirect or VendorFault.ResetBeforeHeaders or VendorFault.ResetMidBody
        or VendorFault.GiantBody or VendorFault.TruncatedJson or VendorFault.EmptyData;

    /// <inheritdoc/>
    protected override FakeReply Success(byte[] picture) => FakeReply.Json(Azure("", ["Hate", "SelfHarm", "Sexual", "Violence"]));

    /// <inheritdoc/>
    protected override Task Say(HttpContext context, VendorFault fault) => fault switch
    {
        VendorFault.None => Json(context, 200, $"{context.Items[Verdict]}"),
        VendorFault.InvalidApiKey => Error(context, 401, "401", "Access denied due to invalid subscription key or wrong API endpoint."),
        VendorFault.InvalidValue => Error(context, 400, "InvalidRequestBody", "The request body is invalid."),
        VendorFault.RateLimited or VendorFault.RateLimitedSeconds or VendorFault.RateLimitedSilently => Error(context, 429, "TooManyRequests", "Requests have exceeded the rate limit."),
        VendorFault.ServerError => Error(context, 500, "InternalError", "An internal error."),
        VendorFault.Overloaded => Error(context, 503, "ServerBusy", "The server is busy."),
        VendorFault.EmptyData => Json(context, 200, """{"categoriesAnalysis":[],"results":[]}"""),
        _ => Common(context, fault),
    };

    private async Task Analyze(HttpContext context, bool isText)
    {
        var body = await BodyOf(context);
        using var json = JsonDocument.Parse(body);
        var text = isText ? json.RootElement.GetProperty("text").GetString()! : ImageSays;
        var isTaken = context.Request.Query["api-version"] == "2024-09-01" && json.RootElement.GetProperty("outputType").GetString() == "FourSeverityLevels"
            && (isText ? text.Length is > 0 and <= MaxTextLength : IsPicture(json.RootElement.GetProperty("image").GetProperty("content").GetBytesFromBase64()));
        context.Items[Verdict] = Azure(text, [.. json.RootElement.GetProperty("categories").EnumerateArray().Select(category => category.GetString()!)]);
        await Receive(context, isText ? text : "", body, IsKeyWrong(context, "Ocp-Apim-Subscription-Key", "") ? VendorFault.InvalidApiKey : isTaken ? null : VendorFault.InvalidValue);
    }

    private async Task Moderate(HttpContext context)
    {
        var body = await BodyOf(context);
        using var json = JsonDocument.Parse(body);
        var input = json.RootElement.GetProperty("input")[0];
        var isText = input.GetProperty("type").GetString() == "text";
        var text = isText ? input.GetProperty("text").GetString()! : ImageSays;
        const string Scheme = "data:image/jpeg;base64,";
        var isTaken = isText || (input.GetProperty("image_url").GetProperty("url").GetString() is { } url
            && url.StartsWith(Scheme, StringComparison.Ordinal) && IsPicture(Convert.FromBase64String(url[Scheme.Length..])));
        context.Items[Verdict] = OpenAi(text);
        await Receive(context, isText ? text : "", body, IsKeyWrong(context) ? VendorFault.InvalidApiKey : isTaken ? null : VendorFault.InvalidValue);
    }

    private static bool IsPicture(byte[] bytes) => bytes.Length is > 3 and <= MaxImageBytes && bytes is [0xFF, 0xD8, 0xFF, ..];

    private static string Azure(string text, string[] categories) => JsonSerializer.Serialize(new
    {
        blocklistsMatch = Array.Empty<string>(),
        categoriesAnalysis = categories.Select(category => new { category, severity = SeverityOf(text, category) / 2 * 2 }),
    });

    private static string OpenAi(string text)
    {
        var scores = Moderated.ToDictionary(static category => category, category => SeverityOf(text, category) / 7.0, StringComparer.Ordinal);
        var categories = scores.ToDictionary(static score => score.Key, static score => score.Value > 0.5, StringComparer.Ordinal);
        return JsonSerializer.Serialize(new
        {
            id = "modr-1",
            model = "omni-moderation-latest",
            results = new[] { new { flagged = categories.ContainsValue(true), categories, category_scores = scores } },
        });
    }

    private static int SeverityOf(string text, string category) => Said().Matches(text)
        .Where(said => string.Equals(said.Groups["category"].Value, category, StringComparison.OrdinalIgnoreCase))
        .Select(static said => int.Parse(said.Groups["severity"].Value, CultureInfo.InvariantCulture))
        .DefaultIfEmpty().Max();

    private Task Error(HttpContext context, int status, string code, string message) =>
        Json(context, status, JsonSerializer.Serialize(new { error = new { code, message = Sentence(context, message) } }));

    [GeneratedRegex(@"\[(?<category>[\w/-]+)=(?<severity>[0-7])\]", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Said();
}
