using System.Globalization;
using System.Text;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>
/// Warns of a model that its vendor has retired: the answer comes from its replacement, and whoever names the old one should name the new
/// one from now on. A structured field (RFC 9651):
/// <code>x-donatello-model-replaced: "openai/gpt-image-1.5";by="openai/gpt-image-2";retired=@1796083200</code>
/// </summary>
/// <remarks>
/// Not <c>Deprecation</c> or <c>Sunset</c> (RFC 9745, 8594): those speak of the resource that was asked, which is the route, and the route stays.
/// </remarks>
internal static class ReplacedModel
{
    /// <summary>The header.</summary>
    public const string Header = "x-donatello-model-replaced";

    /// <summary>What a description says of it.</summary>
    public const string Description =
        "The model that was named, or preferred, is retired; the answer's model takes its place: \"old\";by=\"new\";retired=@seconds since 1970 (RFC 9651).";

    /// <summary>Says it where there is something to say.</summary>
    public static void Tell(HttpContext http, GenerationRouting routing, string model)
    {
        if (routing.ReplacedModel is not { } old)
        {
            return;
        }

        var retired = routing.ReplacedModelRetiredAt is { } at ? string.Create(CultureInfo.InvariantCulture, $";retired=@{at.ToUnixTimeSeconds()}") : "";
        http.Response.Headers[Header] = $"{Quoted(old)};by={Quoted(model)}{retired}";
    }

    /// <summary>The same of accepted generations, which have one model.</summary>
    public static void Tell(HttpContext http, IReadOnlyList<GenerationView> accepted) =>
        Tell(http, accepted[0].Routing, $"{accepted[0].ModelProvider}/{accepted[0].ModelName}");

    /// <summary>A string of a structured field is of printable ASCII; names are their vendors', so whatever else is in them becomes a question mark.</summary>
    private static string Quoted(string name)
    {
        var text = new StringBuilder("\"", name.Length + 2);
        foreach (var sign in name)
        {
            text.Append(sign is '"' or '\\' ? "\\" : "").Append(sign is >= ' ' and <= '~' ? sign : '?');
        }

        return text.Append('"').ToString();
    }
}
