using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace DonatelloAI.Providers.Canvas;

/// <summary>
/// Writes the caption with strokes of its own, so that a machine needs no font and a prompt is never markup. Latin capitals,
/// digits and some signs; letters with marks lose their marks, other scripts are left out.
/// </summary>
internal static class Lettering
{
    /// <summary>Most characters of a prompt that are looked at.</summary>
    private const int MaxRead = 240;

    private const int Rise = 9;

    // Strokes of each sign as points on a grid 9 high: two digits a point (: is 10, ; is 11), a space between points, a comma between strokes.
    private static readonly FrozenDictionary<char, Glyph> Glyphs = Cut(
        "A:09 30 69,16 56", "B:09 00 30 41 43 34 04,34 45 57 48 39 09", "C:61 50 20 11 03 06 18 29 59 68", "D:00 30 51 63 66 58 39 09 00",
        "E:50 00 09 59,04 44", "F:50 00 09,04 44", "G:61 50 20 11 03 06 18 29 59 68 65 45", "H:00 09,60 69,04 64", "I:00 09",
        "J:40 47 39 19 07", "K:00 09,50 05,24 59", "L:00 09 49", "M:09 00 36 60 69", "N:09 00 69 60",
        "O:20 40 51 63 66 58 49 29 18 06 03 11 20", "P:09 00 30 41 44 35 05", "Q:20 40 51 63 66 58 49 29 18 06 03 11 20,46 69",
        "R:09 00 30 41 44 35 05,25 59", "S:51 40 10 01 03 14 44 55 58 49 19 08", "T:00 60,30 39", "U:00 06 18 29 49 58 66 60",
        "V:00 39 60", "W:00 29 42 69 80", "X:00 69,60 09", "Y:00 34 60,34 39", "Z:00 60 09 69",
        "0:20 30 41 53 56 48 39 29 18 06 03 11 20", "1:02 20 29", "2:02 11 20 40 51 53 09 59", "3:01 10 40 51 53 44 24,44 55 58 49 19 08",
        "4:49 40 06 66", "5:50 10 04 34 45 57 48 39 09", "6:40 11 04 07 19 39 57 55 44 24 05", "7:00 50 29",
        "8:20 30 41 43 34 24 13 11 20,34 45 57 48 39 29 18 07 05 14 24", "9:45 25 14 12 21 31 52 54 38 19",
        ".:09 09", ",:19 0;", ":" + ":03 03,08 08", "!:00 06,09 09", "?:01 10 30 41 43 25 26,29 29", "-:05 35", "':00 02",
        "\":00 02,20 22", "(:20 02 07 29", "):00 22 27 09", "/:09 40", "+:25 65,43 47", "&:69 12 11 20 30 41 42 05 07 19 29 65", "#:20 19,50 49,03 63,06 66",
        ";:03 03,19 0;");

    /// <summary>The part of a prompt that can be written: capitals, single spaces, at most <see cref="MaxRead"/> characters of it.</summary>
    public static string Fold(string prompt)
    {
        var text = new StringBuilder();
        foreach (var rune in prompt.AsSpan(0, Math.Min(prompt.Length, MaxRead)).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune)) text.Append(' ');
            else if (rune.IsAscii) text.Append(char.ToUpperInvariant((char)rune.Value));
            else if (Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune)) foreach (var part in rune.ToString().Normalize(NormalizationForm.FormKD)) text.Append(Bare(part));
        }

        return string.Join(' ', new string([.. text.ToString().Where(sign => sign == ' ' || Glyphs.ContainsKey(sign))])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Writes a caption at the lower left; nothing where the picture is too small or there is nothing to write.</summary>
    public static void Write(string prompt, Vector3 ink, int width, int height, Span<byte> pixels)
    {
        var scale = Math.Max(1f, Math.Min(width, height) * 0.0125f / Rise);
        var margin = Math.Min(width, height) * 0.045f;
        if (width < 160 || height < 64 || Fit(Fold(prompt), scale, Math.Min(width - (2 * margin), 700 * scale)) is not { Length: > 0 } text) return;

        var stroke = Math.Max(0.55f, scale * 0.52f);
        var at = new Vector2(margin, height - margin - (Rise * scale));
        foreach (var sign in text)
        {
            if (Glyphs.TryGetValue(sign, out var glyph)) Draw(glyph, at, scale, stroke, ink, width, height, pixels);
            at.X += Advance(sign) * scale;
        }
    }

    private static string Fit(string text, float scale, float room)
    {
        var (used, length) = (0f, 0);
        while (length < text.Length && used + (Advance(text[length]) * scale) <= room) used += Advance(text[length++]) * scale;
        if (length == text.Length) return text;

        var words = text.LastIndexOf(' ', Math.Max(0, length - 4));
        return words > 0 ? $"{text[..words].TrimEnd('.', ',', ';', ':', '-')} ..." : "";
    }

    private static float Advance(char sign) => Glyphs.TryGetValue(sign, out var glyph) ? glyph.Width + 4.2f : 6.5f;

    private static char Bare(char part) =>
        CharUnicodeInfo.GetUnicodeCategory(part) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? '\0' : char.ToUpperInvariant(part);

    private static void Draw(Glyph glyph, Vector2 at, float scale, float stroke, Vector3 ink, int width, int height, Span<byte> pixels)
    {
        var (left, right) = (Math.Max(0, (int)(at.X - stroke - 1)), Math.Min(width - 1, (int)(at.X + (glyph.Width * scale) + stroke + 1)));
        var (top, bottom) = (Math.Max(0, (int)(at.Y - stroke - 1)), Math.Min(height - 1, (int)(at.Y + (Rise * scale) + stroke + 1)));
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var distance = glyph.Distance((new Vector2(x + 0.5f, y + 0.5f) - at) / scale) * scale;
                var cover = Math.Clamp(stroke - distance + 0.5f, 0f, 1f);
                if (cover > 0) Rasteriser.Blend(pixels.Slice(((y * width) + x) * 3, 3), ink, cover * 0.82f);
            }
        }
    }

    private static FrozenDictionary<char, Glyph> Cut(params string[] signs) =>
        signs.ToFrozenDictionary(sign => sign[0], sign => Glyph.Of(sign[2..]));

    private sealed record Glyph((Vector2 From, Vector2 To)[] Lines, float Width)
    {
        public static Glyph Of(string strokes)
        {
            var lines = strokes.Split(',').Select(stroke => stroke.Split(' ').Select(Point).ToArray())
                .SelectMany(points => points.Zip(points.Skip(1))).Select(pair => (pair.First, pair.Second)).ToArray();
            return new Glyph(lines, lines.Max(line => Math.Max(line.First.X, line.Second.X)));
        }

        public float Distance(Vector2 point)
        {
            var nearest = float.MaxValue;
            foreach (var (from, to) in Lines)
            {
                var along = to - from;
                var share = along == Vector2.Zero ? 0 : Math.Clamp(Vector2.Dot(point - from, along) / along.LengthSquared(), 0f, 1f);
                nearest = Math.Min(nearest, Vector2.DistanceSquared(point, from + (along * share)));
            }

            return MathF.Sqrt(nearest);
        }

        private static Vector2 Point(string digits) => new(digits[0] - '0', digits[1] - '0');
    }
}
