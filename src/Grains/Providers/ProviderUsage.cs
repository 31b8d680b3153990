namespace DonatelloAI.Grains.Providers;

/// <summary>What a provider's answer reports as used for one image. Zero or null where it says nothing.</summary>
public sealed record ProviderUsage
{
    /// <summary>Tokens of text sent in.</summary>
    public long TextInTokens { get; init; }

    /// <summary>Tokens that the input images were read as.</summary>
    public long ImageInTokens { get; init; }

    /// <summary>Tokens of the output image, partial images included.</summary>
    public long ImageOutTokens { get; init; }

    /// <summary>Tokens of text and thinking that came back.</summary>
    public long TextOutTokens { get; init; }

    /// <summary>Credits or billable units charged; where present they decide, and tokens don't count.</summary>
    public decimal? Credits { get; init; }

    /// <summary>True when the answer says nothing that can be priced.</summary>
    public bool IsEmpty =>
        Credits is null && TextInTokens == 0 && ImageInTokens == 0 && ImageOutTokens == 0 && TextOutTokens == 0;
}
