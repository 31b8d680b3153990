using System.Numerics;

namespace DonatelloAI.Providers.Canvas;

/// <summary>The colours of a picture.</summary>
/// <param name="Name">The mood it stands for.</param>
/// <param name="Zenith">The sky's upper edge.</param>
/// <param name="Sky">The sky's middle.</param>
/// <param name="Horizon">The sky above the ground, and the mist between layers.</param>
/// <param name="Light">Sun or moon, and its glow.</param>
/// <param name="Far">The farthest layer.</param>
/// <param name="Near">The nearest layer.</param>
/// <param name="IsNight">True when there are stars and the light is a moon.</param>
internal sealed record Palette(
    string Name, Vector3 Zenith, Vector3 Sky, Vector3 Horizon, Vector3 Light, Vector3 Far, Vector3 Near, bool IsNight = false)
{
    public static readonly Palette[] All =
    [
        Of("dawn", 0x2E3A67, 0x8A6FA0, 0xF6B7A0, 0xFFE9C9, 0xB98AA5, 0x231C3A),
        Of("noon", 0x2B79B8, 0x7CB8DC, 0xE6F1EC, 0xFFFDF0, 0x9DBCC8, 0x1E4A52),
        Of("sunset", 0x35204F, 0xB23A5B, 0xFFB25E, 0xFFF0B8, 0xC75A5A, 0x1D1029),
        Of("fire", 0x1A0B12, 0x7A1A1B, 0xFF7A2B, 0xFFE08A, 0x9E2F1F, 0x12060A),
        Of("night", 0x050A1F, 0x12224D, 0x4A6391, 0xF4F1DE, 0x33487A, 0x04070F, night: true),
        Of("aurora", 0x061226, 0x0E3A4A, 0x4FB08C, 0xE6FFF2, 0x1F5A5F, 0x030D14, night: true),
        Of("ocean", 0x0B3C5D, 0x328CA8, 0xBFE3DC, 0xFFF8E1, 0x5BA3AE, 0x052635),
        Of("forest", 0x2F5D62, 0x84A98C, 0xE3EACF, 0xFFFBE0, 0x8FB09A, 0x10261E),
        Of("snow", 0x6C8EB4, 0xB4C9DD, 0xF5F3F1, 0xFFFFFF, 0xC3D1E0, 0x3C5877),
        Of("desert", 0x3E6C8F, 0xE0B98A, 0xFBE3B5, 0xFFF7DC, 0xE0A56B, 0x5A2A1E),
        Of("rose", 0x5B3A6E, 0xD07C9C, 0xFBD3CC, 0xFFF4EC, 0xC98AAE, 0x331B3F),
        Of("gold", 0x4A3B2A, 0xC98B3C, 0xF9DF9C, 0xFFFBE6, 0xC9974F, 0x261A10),
    ];

    /// <summary>Five colours for flat shapes, from the ground to the brightest.</summary>
    public Vector3[] Flat() => [Near, Far, Sky, Horizon, Light];

    private static Palette Of(string name, int zenith, int sky, int horizon, int light, int far, int near, bool night = false) =>
        new(name, Colour.Of(zenith), Colour.Of(sky), Colour.Of(horizon), Colour.Of(light), Colour.Of(far), Colour.Of(near), night);
}
