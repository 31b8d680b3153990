using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers;

/// <summary>Ratios of width to height, for vendors that take a ratio in a size's place.</summary>
internal static class AspectRatio
{
    /// <summary>The ratio of a list that a size is nearest to, as its logarithm measures: 2:1 is as far from 1:1 as 1:2.</summary>
    /// <param name="size">The size.</param>
    /// <param name="ratios">Ratios such as <c>16:9</c>, one or more.</param>
    public static string Nearest(ImageSize size, IReadOnlyList<string> ratios) =>
        ratios.MinBy(ratio => Math.Abs(Math.Log((double)size.Width / size.Height) - Math.Log(ValueOf(ratio))))!;

    private static double ValueOf(string ratio)
    {
        var parts = ratio.Split(':');
        return (double)int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) / int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
