namespace DonatelloAI.Grains.Provenance;

/// <summary>How a picture came into being, in the terms of IPTC's vocabulary of digital sources.</summary>
public enum DigitalSourceType
{
    /// <summary>By a model that was trained on pictures.</summary>
    TrainedAlgorithmicMedia = 0,

    /// <summary>By an algorithm alone, without a model that learned from pictures.</summary>
    AlgorithmicMedia = 1,
}

/// <summary>The vocabulary's own names.</summary>
public static class DigitalSourceTypes
{
    private const string Vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>The address that stands for the term in metadata, such as <c>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</c>.</summary>
    public static string ToAddress(this DigitalSourceType type) => Vocabulary + type switch
    {
        DigitalSourceType.AlgorithmicMedia => "algorithmicMedia",
        _ => "trainedAlgorithmicMedia",
    };
}
