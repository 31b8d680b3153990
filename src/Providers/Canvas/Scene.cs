using System.Numerics;

namespace DonatelloAI.Providers.Canvas;

/// <summary>A picture before it has pixels: a sky, layers one behind the other, and marks upon them. Lengths are pixels.</summary>
internal sealed class Scene(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>The unit of lengths that should look alike at every size: a thousandth of the shorter edge.</summary>
    public float Unit { get; } = Math.Min(width, height) / 1000f;

    public required Sky Sky { get; init; }

    /// <summary>From the farthest to the nearest.</summary>
    public List<Layer> Layers { get; } = [];

    public List<Mark> Marks { get; } = [];
}

/// <summary>The background: three colours from top to <paramref name="End"/> and a glow.</summary>
internal sealed record Sky(Vector3 Zenith, Vector3 Middle, Vector3 Horizon, float End, Vector2 GlowAt, Vector3 Glow, float GlowRadius);

/// <summary>Everything below a contour, tinted from its edge downwards.</summary>
/// <param name="Top">The contour's height in each column, counted from above.</param>
/// <param name="Edge">Colour at the contour.</param>
/// <param name="Depth">Colour from <paramref name="Fade"/> below it on.</param>
/// <param name="Fade">Over how many pixels the colour changes.</param>
internal sealed record Layer(float[] Top, Vector3 Edge, Vector3 Depth, float Fade);

/// <summary>
/// An ellipse or a box, hidden by every layer from <paramref name="HiddenFrom"/> on; where there is a <paramref name="Bite"/>, without
/// the disc at its X and Y whose radius is its Z.
/// </summary>
internal readonly record struct Mark(Vector2 At, Vector2 Radius, Vector3 Colour, float Alpha, int HiddenFrom, bool IsBox = false, Vector3? Bite = null);
