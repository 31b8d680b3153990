using DonatelloAI.Storage;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.EntityFrameworkCore;

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

    public static Task Add(TestDatabase database) => database.AddAsync(Rows());

    public static async Task Add(IDbContextFactory<DonatelloContext> contexts)
    {
        await using var context = await contexts.CreateDbContextAsync();
        context.AddRange(Rows());
        await context.SaveChangesAsync();
    }

    private static object[] Rows() =>
    [
        .. new VendorModel(Provider, Instant) { PriceAud = PriceAud }.Rows(),
        .. new VendorModel(Provider, Waiting) { PriceAud = PriceAud, RatePerMinute = 1 }.Rows(),
    ];
}
