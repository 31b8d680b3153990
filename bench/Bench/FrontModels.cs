using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Bench;

/// <summary>Two models of a vendor that answers at once: one that is called, and one whose calls are held back.</summary>
internal static class FrontModels
{
    public const string Provider = "bench";

    /// <summary>Called as often as it takes.</summary>
    public const string Instant = "instant";

    /// <summary>Called once a minute, so that acceptance is measured alone.</summary>
    public const string Waiting = "waiting";

    private const decimal PriceAud = 0.01m;

    public static async Task Add(TestDatabase database)
    {
        await database.AddAsync(new VendorModel(Provider, Instant) { PriceAud = PriceAud }.Rows());
        await database.AddAsync(new VendorModel(Provider, Waiting) { PriceAud = PriceAud, RatePerMinute = 1 }.Rows());
    }
}
