using System.Text.Json.Serialization;

namespace DonatelloAI.Grains.Providers;

/// <summary>What one amount of a price is asked for. Written in snake_case wherever it leaves the process.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<PriceUnit>))]
public enum PriceUnit
{
    /// <summary>One output image, chosen by size, quality or number of pixels.</summary>
    Image = 0,

    /// <summary>The first megapixel of an output image; see <see cref="Megapixels"/>.</summary>
    MegapixelFirst = 1,

    /// <summary>Each further started megapixel of an output image.</summary>
    MegapixelExtra = 2,

    /// <summary>One token of text sent in.</summary>
    InputTextToken = 3,

    /// <summary>One input image, whatever its size; a mask counts as one.</summary>
    InputImage = 4,

    /// <summary>Each started megapixel of an input image.</summary>
    InputMegapixel = 5,

    /// <summary>One token that an input image is read as.</summary>
    InputImageToken = 6,

    /// <summary>
    /// One token of an output image; prices usage, while the ceiling comes from <see cref="Image"/> or a bound.
    /// </summary>
    OutputImageToken = 7,

    /// <summary>One token of text or of thinking that comes back beside the image.</summary>
    OutputTextToken = 8,

    /// <summary>One partial image of a stream.</summary>
    PartialImage = 9,

    /// <summary>The fixed part of an upper bound for sizes without a listed price.</summary>
    CeilingImage = 10,

    /// <summary>The part of that bound that grows with the area: each started 1,000 pixels.</summary>
    CeilingKilopixel = 11,

    /// <summary>One credit or billable unit that the provider's answer reports; prices usage only.</summary>
    Credit = 12,
}
