using System.Numerics;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.Canvas;

/// <summary>Paints pixels from words and a seed. Pure: the same order gives the same pixels.</summary>
internal static class Painter
{
    /// <summary>Shortest and longest edge.</summary>
    public const int MinEdge = 64, MaxEdge = 2048;

    /// <summary>Paints red, green and blue of every pixel, row by row, into a buffer of width x height x 3 bytes.</summary>
    public static void Paint(PaintOrder order, Span<byte> pixels)
    {
        var dice = Dice.For(order.Seed, order.Prompt, order.Style, order.NegativePrompt);
        var reading = PromptReading.Of(order.Prompt, order.Style, order.NegativePrompt);
        var (any, mood) = (dice.Below(Enum.GetValues<Motif>().Length), dice.Pick(Palette.All));
        var motif = reading.Motif ?? (Motif)any;
        var palette = Array.Find(Palette.All, palette => palette.Name == reading.PaletteName) ?? mood;
        var (width, height) = (order.Size.Width, order.Size.Height);

        if (motif is Motif.Mosaic) Mosaic.Paint(palette, dice, width, height, pixels);
        else Rasteriser.Paint(Composer.Compose(reading, motif, palette, dice, width, height), pixels);

        if (motif is not Motif.Mosaic) Lettering.Write(order.Prompt, Ink(palette), width, height, pixels);
    }

    private static Vector3 Ink(Palette palette) =>
        Colour.Luminance(palette.Near) < 110 ? new Vector3(255, 252, 245) : new Vector3(30, 34, 44);
}

/// <summary>What decides every pixel.</summary>
internal sealed record PaintOrder(string Prompt, string? Style, string? NegativePrompt, long Seed, ImageSize Size);
