namespace DonatelloAI.Grains.Providers;

/// <summary>Counts megapixels for a ceiling.</summary>
/// <remarks>
/// Vendors who charge by megapixel don't say whether one is 1,000,000 or 1,048,576 pixels, nor how they round. All agree that
/// 1024x1024 is one. So the first megapixel is 1,048,576 pixels and each further one 1,000,000, every started one counted:
/// no counting that makes one of 1024x1024 comes out above it, whether it starts, rounds or goes by fractions.
/// </remarks>
public static class Megapixels
{
    private const long First = 1_048_576;
    private const long Further = 1_000_000;

    /// <summary>Started megapixels of an image, 1 or more.</summary>
    public static long Started(ImageSize size) => 1 + Extra(size);

    /// <summary>Started megapixels beyond the first, 0 or more.</summary>
    public static long Extra(ImageSize size) => CeilingDivide(Math.Max(0, size.Pixels - First), Further);

    /// <summary>Started thousands of pixels.</summary>
    public static long StartedKilopixels(ImageSize size) => CeilingDivide(size.Pixels, 1_000);

    private static long CeilingDivide(long value, long by) => (value + by - 1) / by;
}
