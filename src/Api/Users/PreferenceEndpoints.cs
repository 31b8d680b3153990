using System.Text.Json;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Budgets;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Users;

/// <summary>What the caller's clients remember of them: any JSON by key.</summary>
internal static class PreferenceEndpoints
{
    private const string Path = "/v1/me/preferences";
    private const string Route = Path + "/{key}";

    public static void MapPreferences(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List)
            .Describe($"GET {Path}", "Your preferences", $"All of them, by key: {SetPreference.MaxPreferences} at most.");
        routes.MapGet(Route, Read).Describe($"GET {Route}", "A preference", "The ETag names this value.", 404);
        routes.MapPut(Route, Set)
            .Describe(
                $"PUT {Route}",
                "Set a preference",
                $"The body is the value: any JSON of at most {SetPreference.MaxValueBytes} bytes, kept for your clients and read by nobody else. The key has "
                    + $"1 to {SetPreference.MaxKeyLength} lower-case letters, digits, dots, hyphens and underscores.",
                400, 409, 412, 413, 415, 422)
            .WithMetadata(DescribedParameter.IfMatch, new BodyLimit(SetPreference.MaxValueBytes));
        routes.MapDelete(Route, Remove)
            .Describe($"DELETE {Route}", "Take a preference away", "One that is not there is 404.", 400, 404, 412)
            .WithMetadata(DescribedParameter.IfMatch);
    }

    private static async Task<Ok<PreferenceList>> List(CurrentCaller caller, IGrainFactory grains) =>
        TypedResults.Ok(new PreferenceList { Data = [.. (await Of(caller, grains).List()).Select(PreferenceAnswer.Of)] });

    private static async Task<Results<Ok<PreferenceAnswer>, ProblemResult>> Read(string key, CurrentCaller caller, HttpContext http, IGrainFactory grains) =>
        await Find(key, caller, grains) is { } preference ? Tagged(preference, http) : (ProblemResult)KnownProblems.NotFound("You have no such preference.");

    private static async Task<Results<Ok<PreferenceAnswer>, ProblemResult>> Set(
        string key, CurrentCaller caller, JsonBody<JsonElement> body, HttpContext http, IGrainFactory grains)
    {
        var reply = await Of(caller, grains).Set(new SetPreference
        {
            Caller = caller.Caller,
            Key = key,
            Value = body.Value.GetRawText(),
            ExpectedTag = EntityTag.Expected(http.Request),
        });
        return reply is not OrganizationAccepted ? (ProblemResult)reply.ToProblem()
            : await Find(key, caller, grains) is { } preference ? Tagged(preference, http)
            : (ProblemResult)KnownProblems.Of(StatusCodes.Status409Conflict, "conflict", "The preference was set, and taken away by somebody else at the same time.");
    }

    private static async Task<Results<NoContent, ProblemResult>> Remove(string key, CurrentCaller caller, HttpContext http, IGrainFactory grains)
    {
        var reply = await Of(caller, grains).Remove(new RemovePreference { Caller = caller.Caller, Key = key, ExpectedTag = EntityTag.Expected(http.Request) });
        return reply is OrganizationAccepted ? TypedResults.NoContent() : (ProblemResult)reply.ToProblem();
    }

    private static IPreferencesGrain Of(CurrentCaller caller, IGrainFactory grains) => grains.GetGrain<IPreferencesGrain>(caller.Caller.UserId);

    private static async Task<PreferenceView?> Find(string key, CurrentCaller caller, IGrainFactory grains) =>
        (await Of(caller, grains).List()).FirstOrDefault(preference => preference.Key == key);

    private static Ok<PreferenceAnswer> Tagged(PreferenceView preference, HttpContext http)
    {
        http.Response.Headers.ETag = EntityTag.Of(preference.Tag);
        return TypedResults.Ok(PreferenceAnswer.Of(preference));
    }
}

/// <summary>The caller's preferences.</summary>
internal sealed record PreferenceList
{
    /// <summary>All of them, by key.</summary>
    public required IReadOnlyList<PreferenceAnswer> Data { get; init; }
}

/// <summary>A preference.</summary>
internal sealed record PreferenceAnswer
{
    /// <summary>Its key.</summary>
    public required string Key { get; init; }

    /// <summary>Its value, any JSON.</summary>
    public required JsonElement Value { get; init; }

    /// <summary>When it was first set.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last set.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static PreferenceAnswer Of(PreferenceView preference) => new()
    {
        Key = preference.Key,
        Value = JsonElement.Parse(preference.Value),
        CreatedAt = preference.CreatedAt,
        UpdatedAt = preference.UpdatedAt,
    };
}
