using System.Globalization;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Providers;

namespace DonatelloAI.Api.Generations;

/// <summary>
/// Tells whoever named a model that its vendor has ended, and got the one that replaces it: <c>Deprecation</c> (RFC 9745) and <c>Sunset</c>
/// (RFC 8594) carry the moment of that end. The sentence is in <c>routing.reason</c>.
/// </summary>
internal static class ReplacedModel
{
    private const long AnyReader = 0;

    /// <summary>Sets the headers where another model was taken than the one that was named. The order is accepted by then, so nothing here fails it.</summary>
    public static async Task Tell(HttpContext http, string? named, GenerationView made, IGrainFactory grains)
    {
        if (string.IsNullOrEmpty(named) || named is "auto" || named == made.ModelName || named == $"{made.ModelProvider}/{made.ModelName}")
        {
            return;
        }

        try
        {
            var models = await grains.GetGrain<IModelReadGrain>(AnyReader).List();
            if (models.FirstOrDefault(model => model.Id == named || (model.ShutdownAt is not null && model.Id.EndsWith($"/{named}", StringComparison.Ordinal)))?.ShutdownAt is { } ended)
            {
                http.Response.Headers["Deprecation"] = $"@{ended.ToUnixTimeSeconds()}";
                http.Response.Headers["Sunset"] = ended.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
            }
        }
        catch (Exception lost) when (lost is StorageUnavailableException or TimeoutException or OrleansException)
        {
            // The answer says it in words.
        }
    }
}
