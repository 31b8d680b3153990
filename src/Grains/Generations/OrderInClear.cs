using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Generations;

/// <summary>An order's texts in clear; lives in memory only, as long as its generation is worked on.</summary>
/// <param name="Prompt">The prompt; null when it cannot be read any more.</param>
/// <param name="Words">The other texts; null where there are none or they cannot be read any more.</param>
/// <param name="Result">What became of the opening.</param>
internal sealed record OrderInClear(string? Prompt, OrderWords? Words, OpenResult Result)
{
    /// <summary>Opens what a record holds.</summary>
    public static async ValueTask<OrderInClear> Open(IPersonalSealer sealer, GenerationRecord record)
    {
        var prompt = await sealer.Open(record.UserId, SealedField.Prompt, record.Id, record.PromptEncrypted);
        if (!prompt.IsOpen)
        {
            return new OrderInClear(null, null, prompt.Result);
        }

        if (record.ParametersEncrypted is not { } parameters)
        {
            return new OrderInClear(prompt.Text, null, OpenResult.Opened);
        }

        var words = await sealer.Open(record.UserId, SealedField.ModelParameters, record.Id, parameters);
        return new OrderInClear(prompt.Text, words.IsOpen ? OrderWords.Parse(words.Text!) : null, words.Result);
    }

    /// <summary>With the prompt as the vendor rewrote it. Words that could not be read are not replaced.</summary>
    public OrderInClear With(string? revisedPrompt) => revisedPrompt is null || Result != OpenResult.Opened
        ? this
        : this with { Words = (Words ?? new OrderWords()) with { RevisedPrompt = revisedPrompt } };

    /// <summary>Says nothing of the texts, so that no log shows them by accident.</summary>
    public override string ToString() => Result.ToString();
}
