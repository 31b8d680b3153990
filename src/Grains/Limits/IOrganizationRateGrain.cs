namespace DonatelloAI.Grains.Limits;

/// <summary>
/// Keeps the rate of an organisation for the whole cluster and lends silos slices of it; its key is the organisation's id. It keeps nothing on
/// disk: a new activation learns from the silos what they spent within the last minute.
/// </summary>
[Alias("donatello.IOrganizationRateGrain")]
public interface IOrganizationRateGrain : IGrainWithGuidKey
{
    /// <summary>Takes a silo's report and lends it more.</summary>
    [Alias("Lease")]
    Task<QuotaGrant> Lease(QuotaRequest request);
}

/// <summary>What a silo says of its slice, and how much more it wants.</summary>
[GenerateSerializer, Immutable, Alias("donatello.QuotaRequest")]
public sealed record QuotaRequest
{
    /// <summary>The slice, made by the silo: it begins with no request granted.</summary>
    [Id(0)] public required Guid SliceId { get; init; }

    /// <summary>Number among the requests of the slice, rising: one that comes late is ignored.</summary>
    [Id(1)] public required long Number { get; init; }

    /// <summary>Requests that were let through on the slice, ever.</summary>
    [Id(2)] public required long Spent { get; init; }

    /// <summary>Those of them within the last <see cref="Contracts.Limits.RateWindow.Seconds"/> seconds.</summary>
    [Id(3)] public required int SpentLately { get; init; }

    /// <summary>What is left of the slice; the rest of what was granted is back.</summary>
    [Id(4)] public required int Held { get; init; }

    /// <summary>How much more is wanted; 0 to give back only.</summary>
    [Id(5)] public required int Wanted { get; init; }
}

/// <summary>What a silo is lent.</summary>
/// <param name="Granted">Requests, beside those that it held; 0 when nothing is left.</param>
/// <param name="Left">What the organisation has left beyond all slices.</param>
/// <param name="ResetSeconds">Seconds until more is left, at least 1.</param>
[GenerateSerializer, Immutable, Alias("donatello.QuotaGrant")]
public sealed record QuotaGrant([property: Id(0)] int Granted, [property: Id(1)] int Left, [property: Id(2)] int ResetSeconds);
