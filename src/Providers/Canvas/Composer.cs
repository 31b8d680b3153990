using System.Numerics;

namespace DonatelloAI.Providers.Canvas;

/// <summary>Lays out landscapes: takes words and dice, gives a scene. No pixels, no time, no I/O.</summary>
internal static class Composer
{
    public static Scene Compose(PromptReading reading, Motif motif, Palette palette, Dice dice, int width, int height)
    {
        var horizon = height * dice.Between(motif is Motif.Sea ? 0.52f : 0.56f, motif is Motif.Sea ? 0.62f : 0.68f);
        var light = new Vector2(width * dice.Pick(0.3f, 0.36f, 0.5f, 0.64f, 0.7f), LightHeight(motif, palette, dice, height, horizon));
        var scene = new Scene(width, height)
        {
            Sky = new Sky(palette.Zenith, palette.Sky, palette.Horizon, horizon, light, palette.Light, 0.42f * Math.Max(width, height)),
        };

        if (palette.IsNight) Stars(scene, dice);
        Light(scene, palette, dice, light);
        Ground(scene, motif, palette, dice, horizon, light);
        if (reading.Snows) Snow(scene, dice);
        return scene;
    }

    private static float LightHeight(Motif motif, Palette palette, Dice dice, int height, float horizon) =>
        palette.IsNight ? height * dice.Between(0.16f, 0.3f)
        : motif is Motif.Sea ? horizon - (height * dice.Between(0.02f, 0.16f))
        : height * dice.Between(0.24f, 0.42f);

    private static void Ground(Scene scene, Motif motif, Palette palette, Dice dice, float horizon, Vector2 light)
    {
        switch (motif)
        {
            case Motif.Sea: Sea(scene, palette, dice, horizon, light); break;
            case Motif.City: City(scene, palette, dice, horizon); break;
            default: Ridges(scene, motif, palette, dice, horizon); break;
        }
    }

    private static void Light(Scene scene, Palette palette, Dice dice, Vector2 at)
    {
        var radius = scene.Unit * dice.Between(46, 92);
        var isCrescent = palette.IsNight && dice.Chance(0.5f);
        Vector3? bite = isCrescent ? new Vector3(at + (new Vector2(0.42f, -0.14f) * radius), radius * 0.9f) : null;
        scene.Marks.Add(new Mark(at, new Vector2(radius), palette.Light, 0.97f, 0, Bite: bite));
    }

    private static void Stars(Scene scene, Dice dice)
    {
        for (var i = 0; i < 240; i++)
        {
            var at = new Vector2(dice.Next() * scene.Width, dice.Next() * dice.Next() * scene.Height * 0.8f);
            var size = scene.Unit * (dice.Chance(0.08f) ? 2.4f : dice.Between(0.6f, 1.5f));
            scene.Marks.Add(new Mark(at, new Vector2(Math.Max(0.4f, size)), new Vector3(255, 250, 240), dice.Between(0.25f, 0.95f), 0));
        }
    }

    private static void Snow(Scene scene, Dice dice)
    {
        for (var i = 0; i < 320; i++)
        {
            var (at, near) = (new Vector2(dice.Next() * scene.Width, dice.Next() * scene.Height), dice.Next());
            var size = scene.Unit * (1.2f + (5f * near * near * near));
            scene.Marks.Add(new Mark(at, new Vector2(size), new Vector3(255), 0.8f - (0.4f * near), int.MaxValue));
        }
    }

    private static void Ridges(Scene scene, Motif motif, Palette palette, Dice dice, float horizon)
    {
        var count = motif is Motif.Dunes ? 5 : 7;
        var first = horizon - (scene.Height * 0.12f);
        var step = (scene.Height * 0.94f - first) / count;
        for (var i = 0; i < count; i++)
        {
            var near = i / (count - 1f);
            var line = Line(scene, motif, dice, first + (step * (i + 0.55f)), near);
            scene.Layers.Add(Misty(palette, line, near, scene.Height * (0.16f + (0.22f * near))));
        }
    }

    private static float[] Line(Scene scene, Motif motif, Dice dice, float level, float near)
    {
        var (h, w) = (scene.Height, scene.Width);
        if (motif is Motif.Dunes) return Contours.Ridge(dice, w, level, h * 0.05f, h * (0.75f + (0.5f * near)), 0.35f, 2);

        if (motif is Motif.Mountains)
            return Contours.Ridge(dice, w, level, h * (0.105f - (0.045f * near)), h * (0.34f + (0.22f * near)), 0.45f, 8);

        var line = Contours.Ridge(dice, w, level, h * 0.035f, h * 0.6f, 0f, 4);
        if (near > 0.1f) Contours.Plant(line, dice, h * (0.03f + (0.15f * near * near)), h * (0.010f + (0.03f * near * near)));
        return line;
    }

    private static Layer Misty(Palette palette, float[] line, float near, float fade)
    {
        var edge = Vector3.Lerp(Vector3.Lerp(palette.Far, palette.Horizon, 0.35f * (1 - near)), palette.Near, MathF.Pow(near, 0.85f));
        return new Layer(line, edge, Vector3.Lerp(edge, palette.Horizon, 0.62f * MathF.Pow(1f - near, 0.9f)), fade);
    }

    private static void Sea(Scene scene, Palette palette, Dice dice, float horizon, Vector2 light)
    {
        var (w, h) = (scene.Width, scene.Height);
        var far = Contours.Ridge(dice, w, horizon + (h * 0.012f), h * 0.035f, h * 0.5f, 0.3f, 6);
        scene.Layers.Add(new Layer(far, Vector3.Lerp(palette.Far, palette.Horizon, 0.35f), palette.Horizon, h * 0.08f));

        var flat = new float[w];
        Array.Fill(flat, horizon);
        var shallow = Vector3.Lerp(palette.Horizon, palette.Far, 0.55f);
        scene.Layers.Add(new Layer(flat, shallow, Vector3.Lerp(palette.Far, palette.Near, 0.75f), h * 0.42f));
        Glitter(scene, palette, dice, horizon, light);
        if (dice.Chance(0.7f)) Boat(scene, palette, dice, horizon);

        for (var i = 0; i < 4; i++)
        {
            var near = (i + 1) / 4f;
            var line = Contours.Swell(dice, w, h * (0.76f + (0.075f * i)), h * (0.014f + (0.016f * near)), h * (0.2f + (0.16f * near)));
            var edge = Vector3.Lerp(Vector3.Lerp(palette.Far, palette.Near, 0.45f + (0.5f * near)), palette.Light, 0.16f * (1.2f - near));
            scene.Layers.Add(new Layer(line, edge, Vector3.Lerp(palette.Far, palette.Near, 0.7f + (0.3f * near)), h * 0.07f));
        }
    }

    private static void Glitter(Scene scene, Palette palette, Dice dice, float horizon, Vector2 light)
    {
        for (var i = 0; i < 190; i++)
        {
            var depth = dice.Next();
            var y = horizon + (scene.Height * 0.4f * depth * depth) + scene.Unit;
            var spread = scene.Unit * (36 + (150 * depth));
            var x = light.X + (spread * (dice.Next() + dice.Next() - 1f));
            var size = new Vector2(scene.Unit * (6 + (26 * depth * dice.Next())), Math.Max(0.5f, scene.Unit * (0.8f + (1.8f * depth))));
            scene.Marks.Add(new Mark(new Vector2(x, y), size, palette.Light, dice.Between(0.25f, 0.8f), 2));
        }
    }

    private static void Boat(Scene scene, Palette palette, Dice dice, float horizon)
    {
        var (size, foot) = (scene.Unit * dice.Between(26, 46), horizon + (scene.Height * dice.Between(0.03f, 0.09f)));
        var x = scene.Width * dice.Pick(0.2f, 0.3f, 0.72f, 0.82f);
        for (var i = 0; i < 24; i++)
        {
            var rise = i / 24f;
            var at = new Vector2(x + (size * 0.06f), foot - (size * (0.15f + (1.7f * rise))));
            scene.Marks.Add(new Mark(at + new Vector2(size * 0.36f * (1 - rise), 0), new Vector2(size * 0.38f * (1 - rise), size * 0.05f), palette.Light, 0.95f, 2, IsBox: true));
            scene.Marks.Add(new Mark(at - new Vector2(size * 0.26f * (1 - rise), 0), new Vector2(size * 0.22f * (1 - rise), size * 0.05f), palette.Horizon, 0.9f, 2, IsBox: true));
        }

        for (var i = 0; i < 6; i++)
        {
            var half = new Vector2(size * (0.8f - (0.06f * i)), size * 0.03f);
            scene.Marks.Add(new Mark(new Vector2(x, foot + (size * 0.035f * i)), half, palette.Near, 1f, 2, IsBox: true));
        }
    }

    private static void City(Scene scene, Palette palette, Dice dice, float horizon)
    {
        var (w, h) = (scene.Width, scene.Height);
        for (var i = 0; i < 4; i++)
        {
            var near = i / 3f;
            var (line, houses) = Contours.Skyline(
                dice, w, horizon + (h * (0.14f + (0.16f * i))), h * (0.5f - (0.04f * i)), h * (0.032f + (0.02f * i)));
            scene.Layers.Add(Misty(palette, line, near, h * (0.3f + (0.2f * near))));
            if (i > 0) Windows(scene, palette, dice, houses, i);
        }
    }

    private static void Windows(Scene scene, Palette palette, Dice dice, List<(int Left, int Right, float Roof)> houses, int layer)
    {
        var pitch = scene.Unit * (9f + (3.2f * layer));
        if (pitch < 4) return;

        var size = new Vector2(pitch * 0.2f, pitch * 0.27f);
        foreach (var (left, right, roof) in houses)
        {
            var lit = dice.Between(0.06f, 0.4f);
            for (var y = roof + (pitch * 1.2f); y < scene.Height * 0.91f; y += pitch * 1.25f)
            {
                for (var x = left + (pitch * 0.9f); x < right - (pitch * 0.6f); x += pitch)
                {
                    if (dice.Chance(lit)) scene.Marks.Add(new Mark(new Vector2(x, y), size, palette.Light, dice.Between(0.35f, 0.95f), layer + 1, IsBox: true));
                }
            }
        }
    }
}
