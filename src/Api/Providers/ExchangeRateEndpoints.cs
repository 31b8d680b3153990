using System.Globalization;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Paging;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Providers;

/// <summary>What currencies are worth in AUD.</summary>
internal static class ExchangeRateEndpoints
{
    private const string Path = "/v1/exchange-rates";
    private const long TheCatalogue = 0;

    public static void MapExchangeRates(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, List).Describe(
            $"GET {Path}",
            "Exchange rates",
            "The newest rate of every currency that has begun. From stale_from on it holds for no new order, which then is refused as model_unpriced. One page holds all of them.");
        routes.MapPut(Path, Set)
            .Describe(
                $"PUT {Path}",
                "Set a rate",
                "AUD for one unit of a currency, from valid_from on. Rates are added and never changed: what was held by an older one stays held by it. "
                    + "The same rate from the same moment again sets nothing.",
                400, 409, 413, 415, 422)
            .WithMetadata(new Example(Examples.NewRate, StatusCodes.Status200OK, Examples.Rate));
    }

    private static async Task<Ok<PageAnswer<ExchangeRateAnswer>>> List(IGrainFactory grains)
    {
        var rates = await Reader(grains).Rates();
        return TypedResults.Ok(new PageAnswer<ExchangeRateAnswer>([.. rates.Select(ExchangeRateAnswer.Of)], null));
    }

    private static async Task<Results<Ok<PageAnswer<ExchangeRateAnswer>>, ProblemResult>> Set(CurrentCaller caller, JsonBody<ExchangeRateBody> body, IGrainFactory grains)
    {
        var reply = await grains.GetGrain<IProviderGrain>(TheCatalogue).SetRate(body.Value.ToRequest(caller.Caller));
        return reply is ProviderAccepted ? await List(grains) : (ProblemResult)reply.ToProblem();
    }

    private static IProviderReadGrain Reader(IGrainFactory grains) => grains.GetGrain<IProviderReadGrain>(TheCatalogue);
}

/// <summary>A rate to set.</summary>
internal sealed record ExchangeRateBody
{
    /// <summary>ISO 4217, such as USD.</summary>
    public required string Currency { get; init; }

    /// <summary>AUD for one unit, as a text such as 1.5234: above 0, at most 8 decimals.</summary>
    public required string RateToAud { get; init; }

    /// <summary>The first moment it holds, within the last 7 days or ahead; now without it.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Who says so, 1 to 255 characters.</summary>
    public required string Source { get; init; }

    public SetExchangeRate ToRequest(Caller caller) => new()
    {
        Caller = caller,
        Currency = Currency,

        // What is no number is no rate either, and is refused in the same words.
        RateToAud = decimal.TryParse(RateToAud, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) ? rate : 0,
        ValidFrom = ValidFrom,
        Source = Source,
    };
}

/// <summary>A rate.</summary>
internal sealed record ExchangeRateAnswer
{
    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>AUD for one unit.</summary>
    public required string RateToAud { get; init; }

    /// <summary>The first moment it holds.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>From then on it holds for no new order.</summary>
    public required DateTimeOffset StaleFrom { get; init; }

    /// <summary>True when that moment has come.</summary>
    public required bool IsStale { get; init; }

    /// <summary>Who says so.</summary>
    public required string Source { get; init; }

    public static ExchangeRateAnswer Of(ExchangeRateView rate) => new()
    {
        Currency = rate.Currency,
        RateToAud = rate.RateToAud.ToString(CultureInfo.InvariantCulture),
        ValidFrom = rate.ValidFrom,
        StaleFrom = rate.StaleFrom,
        IsStale = rate.IsStale,
        Source = rate.Source,
    };
}
