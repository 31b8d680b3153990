using System.Numerics;

namespace DonatelloAI.Providers.Canvas;

/// <summary>Flat shapes on a grid of squares, as on a poster of the nineteen-twenties.</summary>
internal static class Mosaic
{
    private enum Shape
    {
        Plain,
        Disc,
        Ring,
        Quarter,
        Arch,
        Diagonal,
        Leaf,
        Stripes,
    }

    public static void Paint(Palette palette, Dice dice, int width, int height, Span<byte> pixels)
    {
        var edge = Math.Max(16f, Math.Min(width, height) / (float)dice.Pick(4, 5, 6));
        var (columns, rows) = ((int)MathF.Ceiling(width / edge), (int)MathF.Ceiling(height / edge));
        var colours = palette.Flat();
        var tiles = new Tile[columns * rows];
        for (var i = 0; i < tiles.Length; i++) tiles[i] = Throw(dice, colours);

        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (u, v) = ((x + 0.5f) / edge, (y + 0.5f) / edge);
                var tile = tiles[((int)v * columns) + (int)u];
                var (a, b) = Turn(u - MathF.Floor(u), v - MathF.Floor(v), tile.Turns);
                var colour = Vector3.Lerp(tile.Ground, tile.Figure, Math.Clamp((Depth(tile.Shape, a, b) * edge) + 0.5f, 0f, 1f));
                var pixel = pixels.Slice(((y * width) + x) * 3, 3);
                (pixel[0], pixel[1], pixel[2]) = ((byte)colour.X, (byte)colour.Y, (byte)colour.Z);
            }
        }
    }

    private static Tile Throw(Dice dice, Vector3[] colours)
    {
        var ground = dice.Below(colours.Length);
        var figure = (ground + 1 + dice.Below(colours.Length - 1)) % colours.Length;
        var shape = dice.Pick(Shape.Plain, Shape.Disc, Shape.Ring, Shape.Quarter, Shape.Quarter, Shape.Arch, Shape.Arch, Shape.Diagonal, Shape.Leaf, Shape.Leaf, Shape.Stripes);
        return new Tile(shape, dice.Below(4), colours[ground], colours[figure]);
    }

    private static (float U, float V) Turn(float u, float v, int turns) => turns switch
    {
        1 => (v, 1 - u),
        2 => (1 - u, 1 - v),
        3 => (1 - v, u),
        _ => (u, v),
    };

    // How deep a point lies inside the shape, in edges of the tile; negative outside.
    private static float Depth(Shape shape, float u, float v) => shape switch
    {
        Shape.Disc => 0.36f - Distance(u - 0.5f, v - 0.5f),
        Shape.Ring => 0.13f - MathF.Abs(0.3f - Distance(u - 0.5f, v - 0.5f)),
        Shape.Quarter => 1f - Distance(u, v),
        Shape.Arch => Math.Max(0.5f - Distance(u - 0.5f, v - 0.5f), Math.Min(v - 0.5f, 1f)),
        Shape.Diagonal => (u - v) * 0.7071f,
        Shape.Leaf => Math.Min(1f - Distance(u, v), 1f - Distance(1f - u, 1f - v)),
        Shape.Stripes => 0.125f - MathF.Abs((u * 4f % 1f) - 0.5f) / 2f,
        _ => -1f,
    };

    private static float Distance(float x, float y) => MathF.Sqrt((x * x) + (y * y));

    private sealed record Tile(Shape Shape, int Turns, Vector3 Ground, Vector3 Figure);
}
