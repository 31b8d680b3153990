using System.Numerics;

namespace DonatelloAI.Providers.Canvas;

/// <summary>Turns a scene into pixels: red, green, blue, row by row.</summary>
internal static class Rasteriser
{
    private const int GlowSteps = 1024;

    // Half a level of ordered noise keeps gradients free of bands, and costs a PNG less than random noise would.
    private static readonly float[] Dither = [.. Bayer().Select(step => (step / 64f) + (1f / 128f))];

    public static void Paint(Scene scene, Span<byte> pixels)
    {
        var layers = scene.Layers.Select(layer => new Extent(layer)).Reverse().ToArray();
        var glow = GlowTable();
        for (var y = 0; y < scene.Height; y++) Row(scene, layers, glow, y, pixels.Slice(y * scene.Width * 3, scene.Width * 3));
        foreach (var mark in scene.Marks) Stamp(scene, mark, pixels);
    }

    /// <summary>Lays a colour over a pixel.</summary>
    public static void Blend(Span<byte> pixel, Vector3 colour, float alpha)
    {
        pixel[0] = (byte)(pixel[0] + ((colour.X - pixel[0]) * alpha));
        pixel[1] = (byte)(pixel[1] + ((colour.Y - pixel[1]) * alpha));
        pixel[2] = (byte)(pixel[2] + ((colour.Z - pixel[2]) * alpha));
    }

    private static void Row(Scene scene, Extent[] layers, float[] glow, int y, Span<byte> row)
    {
        // Layers that begin below this row cannot be seen in it; the first that covers the whole row hides those behind.
        Span<int> seen = stackalloc int[layers.Length];
        var count = 0;
        for (var i = 0; i < layers.Length; i++)
        {
            if (layers[i].Highest >= y + 1) continue;
            seen[count++] = i;
            if (layers[i].Lowest <= y) break;
        }

        var background = SkyAt(scene.Sky, y);
        for (var x = 0; x < scene.Width; x++)
        {
            var (colour, open) = (Vector3.Zero, 1f);
            for (var i = 0; i < count && open > 0; i++)
            {
                var layer = layers[seen[i]];
                var below = y + 1 - layer.Top[x];
                if (below <= 0) continue;

                var cover = open * Math.Min(1f, below);
                colour += (layer.Edge + (layer.Change * Math.Min(1f, below * layer.PerPixel))) * cover;
                open -= cover;
            }

            if (open > 0) colour += Glowing(scene.Sky, background, glow, x, y) * open;
            Store(row.Slice(x * 3, 3), colour, Dither[((y & 7) << 3) | (x & 7)]);
        }
    }

    private static Vector3 SkyAt(Sky sky, int y)
    {
        var down = Math.Clamp(y / sky.End, 0f, 1f);
        return down < 0.5f ? Vector3.Lerp(sky.Zenith, sky.Middle, down * 2f) : Vector3.Lerp(sky.Middle, sky.Horizon, (down * 2f) - 1f);
    }

    private static Vector3 Glowing(Sky sky, Vector3 background, float[] glow, int x, int y)
    {
        var (dx, dy) = (x - sky.GlowAt.X, y - sky.GlowAt.Y);
        var distance = MathF.Sqrt((dx * dx) + (dy * dy)) * (GlowSteps / (sky.GlowRadius * 2f));
        return distance >= GlowSteps ? background : background + ((sky.Glow - background) * glow[(int)distance]);
    }

    private static void Store(Span<byte> pixel, Vector3 colour, float dither)
    {
        pixel[2] = (byte)Math.Min(255f, colour.Z + dither);
        pixel[1] = (byte)Math.Min(255f, colour.Y + dither);
        pixel[0] = (byte)Math.Min(255f, colour.X + dither);
    }

    private static void Stamp(Scene scene, Mark mark, Span<byte> pixels)
    {
        var (left, right) = (Math.Max(0, (int)(mark.At.X - mark.Radius.X - 1)), Math.Min(scene.Width - 1, (int)(mark.At.X + mark.Radius.X + 1)));
        var (top, bottom) = (Math.Max(0, (int)(mark.At.Y - mark.Radius.Y - 1)), Math.Min(scene.Height - 1, (int)(mark.At.Y + mark.Radius.Y + 1)));
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var cover = Cover(mark, x + 0.5f, y + 0.5f);
                if (cover <= 0 || IsHidden(scene, mark.HiddenFrom, x, y)) continue;
                Blend(pixels.Slice(((y * scene.Width) + x) * 3, 3), mark.Colour, cover * mark.Alpha);
            }
        }
    }

    private static float Cover(Mark mark, float x, float y)
    {
        var (dx, dy) = (MathF.Abs(x - mark.At.X), MathF.Abs(y - mark.At.Y));
        if (mark.IsBox) return Math.Clamp(mark.Radius.X - dx + 0.5f, 0f, 1f) * Math.Clamp(mark.Radius.Y - dy + 0.5f, 0f, 1f);

        // The distance to an ellipse's edge, near enough along its shorter radius.
        var (rx, ry) = (dx / mark.Radius.X, dy / mark.Radius.Y);
        var cover = Math.Clamp(((1f - MathF.Sqrt((rx * rx) + (ry * ry))) * Math.Min(mark.Radius.X, mark.Radius.Y)) + 0.5f, 0f, 1f);
        return mark.Bite is { } bite ? cover * Math.Clamp(Vector2.Distance(new Vector2(x, y), new Vector2(bite.X, bite.Y)) - bite.Z + 0.5f, 0f, 1f) : cover;
    }

    private static bool IsHidden(Scene scene, int from, int x, int y)
    {
        for (var i = from; i < scene.Layers.Count; i++) if (y + 0.5f > scene.Layers[i].Top[x]) return true;
        return false;
    }

    private static float[] GlowTable()
    {
        var table = new float[GlowSteps];
        for (var i = 0; i < GlowSteps; i++)
        {
            var distance = i * 2f / GlowSteps;
            var rim = 1f - (distance / 2f);
            table[i] = rim * rim * ((0.5f * MathF.Exp(-distance * 3f)) + (0.35f * MathF.Exp(-distance * 11f)));
        }

        return table;
    }

    private static IEnumerable<int> Bayer()
    {
        for (var y = 0; y < 8; y++)
        {
            for (var x = 0; x < 8; x++)
            {
                var (mixed, value) = (x ^ y, 0);
                for (var bit = 0; bit < 3; bit++) value = (value << 2) | (((mixed >> bit) & 1) << 1) | ((y >> bit) & 1);
                yield return value;
            }
        }
    }

    private sealed class Extent(Layer layer)
    {
        public readonly float[] Top = layer.Top;
        public readonly float Highest = layer.Top.Min();
        public readonly float Lowest = layer.Top.Max();
        public readonly Vector3 Edge = layer.Edge;
        public readonly Vector3 Change = layer.Depth - layer.Edge;
        public readonly float PerPixel = 1f / layer.Fade;
    }
}
