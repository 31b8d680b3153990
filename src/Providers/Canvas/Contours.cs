namespace DonatelloAI.Providers.Canvas;

/// <summary>Lines from left to right, as a height for each column, counted from above.</summary>
internal static class Contours
{
    /// <summary>Octaves of noise around <paramref name="level"/>; <paramref name="sharpness"/> 1 makes crests, 0 soft hills.</summary>
    public static float[] Ridge(Dice dice, int width, float level, float amplitude, float wavelength, float sharpness, int octaves)
    {
        var line = new float[width];
        Array.Fill(line, level);
        for (var octave = 0; octave < octaves; octave++)
        {
            AddNoise(line, dice, amplitude, wavelength, sharpness);
            amplitude *= 0.48f;
            wavelength *= 0.47f;
        }

        return line;
    }

    /// <summary>Waves of two lengths.</summary>
    public static float[] Swell(Dice dice, int width, float level, float amplitude, float wavelength)
    {
        var (a, b, phase) = (MathF.Tau / wavelength, MathF.Tau / (wavelength * 0.37f), dice.Between(0, MathF.Tau));
        var line = new float[width];
        for (var x = 0; x < width; x++)
        {
            // The power makes crests narrow and troughs wide, as wind does.
            var crest = MathF.Pow(0.5f + (0.5f * MathF.Sin((x * a) + phase + (0.6f * MathF.Sin(x * a * 0.31f)))), 1.7f);
            line[x] = level - (amplitude * (crest + (0.16f * MathF.Sin((x * b) + (phase * 2)))));
        }

        return line;
    }

    /// <summary>Sets firs upon a line.</summary>
    public static void Plant(float[] line, Dice dice, float height, float spacing)
    {
        var ground = (float[])line.Clone();
        for (var x = -height; x < line.Length + height; x += spacing * dice.Between(0.5f, 1.5f))
        {
            var tall = height * dice.Between(0.45f, 1f);
            Fir(line, ground[Math.Clamp((int)x, 0, line.Length - 1)], x, tall, tall * dice.Between(0.17f, 0.24f));
        }
    }

    /// <summary>Houses side by side; each with its left, right and roof.</summary>
    public static (float[] Line, List<(int Left, int Right, float Roof)> Houses) Skyline(
        Dice dice, int width, float level, float tallest, float narrowest)
    {
        var (line, houses) = (new float[width], new List<(int, int, float)>());
        for (var x = -(int)(narrowest * dice.Next()); x < width;)
        {
            var right = x + Math.Max(2, (int)(narrowest * dice.Between(1f, 2.3f)));
            // Nearer to the middle houses may be taller, so that the skyline has a shape.
            var middle = 1f - MathF.Abs((((x + right) * 0.5f) / width * 2f) - 1f);
            var roof = level - (tallest * (0.22f + (0.78f * dice.Next() * dice.Between(0.4f, 1f) * (0.35f + (0.65f * middle)))));
            Build(line, dice, x, right, roof, narrowest);
            houses.Add((x, right, roof));
            x = right + (dice.Chance(0.25f) ? (int)(narrowest * 0.2f) : 0);
        }

        for (var x = 0; x < width; x++) if (line[x] == 0) line[x] = level - (tallest * 0.16f);
        return (line, houses);
    }

    private static void Build(float[] line, Dice dice, int left, int right, float roof, float narrowest)
    {
        for (var x = Math.Max(0, left); x < Math.Min(line.Length, right); x++) line[x] = roof;
        if (!dice.Chance(0.35f)) return;

        var (mast, half) = ((left + right) / 2, Math.Max(1, (int)(narrowest * 0.05f)));
        for (var x = Math.Max(0, mast - half); x < Math.Min(line.Length, mast + half); x++) line[x] = roof - (narrowest * 0.8f);
    }

    private static void Fir(float[] line, float foot, float middle, float tall, float half)
    {
        for (var x = Math.Max(0, (int)(middle - half)); x <= Math.Min(line.Length - 1, (int)(middle + half)); x++)
        {
            var rise = 1f - (MathF.Abs(x - middle) / half);
            // Saw teeth are branches.
            var tooth = rise * 7f;
            line[x] = Math.Min(line[x], foot - (tall * Math.Clamp(rise - (0.09f * (1f - (tooth - MathF.Floor(tooth)))), 0f, 1f)));
        }
    }

    private static void AddNoise(float[] line, Dice dice, float amplitude, float wavelength, float sharpness)
    {
        var (left, right, at) = (dice.Between(-1, 1), dice.Between(-1, 1), dice.Next());
        for (var x = 0; x < line.Length; x++)
        {
            for (at += 1f / Math.Max(1f, wavelength); at >= 1f; at -= 1f) (left, right) = (right, dice.Between(-1, 1));
            var smooth = at * at * (3f - (2f * at));
            var value = left + ((right - left) * smooth);
            line[x] -= amplitude * (value + (sharpness * (1f - (2f * MathF.Abs(value)) - value)));
        }
    }
}
