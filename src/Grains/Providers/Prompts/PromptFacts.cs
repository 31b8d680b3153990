namespace DonatelloAI.Grains.Providers.Prompts;

/// <summary>What is kept of a prompt in clear: facts that say how it was routed and nothing of what it asks for.</summary>
/// <param name="Language">Language as a BCP 47 tag such as <c>en</c>; null where nobody can tell.</param>
/// <param name="Complexity">How much the prompt asks for, 0 to 1 in hundredths; see <see cref="PromptComplexity"/>.</param>
public sealed record PromptFacts(string? Language, double Complexity)
{
    /// <summary>Of an order that was not read.</summary>
    public static readonly PromptFacts None = new(null, 0);
}

/// <summary>Tells languages apart where scripts and words do not suffice.</summary>
public interface ILanguageReader
{
    /// <summary>
    /// The language of a text as a BCP 47 tag, one of those that are known here; null where it cannot tell, and while it is still
    /// getting ready. Takes up to a millisecond of a processor, and never waits.
    /// </summary>
    /// <param name="text">At most <see cref="PromptReader.MaxLanguageLength"/> characters.</param>
    string? Read(string text);

    /// <summary>Begins to get ready in the background; may be called any number of times.</summary>
    void Prepare();
}
