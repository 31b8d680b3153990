using DonatelloAI.Contracts.Safety;
using DonatelloAI.Grains.Safety;

namespace DonatelloAI.Grains.Tests.Safety;

/// <summary>A checker outside of every process, which says what a test wants.</summary>
internal sealed class ScriptedChecker : IContentChecker
{
    private int _questions;

    public string Name => "scripted";

    /// <summary>What it says of a text.</summary>
    public CheckAnswer OfText { get; set; } = new Checked([]);

    /// <summary>What it says of an image.</summary>
    public CheckAnswer OfImage { get; set; } = new Checked([]);

    /// <summary>What happens in a question before its answer.</summary>
    public Func<CancellationToken, Task> During { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Questions that began.</summary>
    public int Questions => Volatile.Read(ref _questions);

    /// <summary>The last text that it was asked about.</summary>
    public string? Text { get; private set; }

    public static Checked Found(ContentCategory category, ContentSeverity severity) => new([new ContentFinding(category, severity)]);

    public Task<CheckAnswer> CheckText(string text, CancellationToken cancellationToken)
    {
        Text = text;
        return Answer(() => OfText, cancellationToken);
    }

    public Task<CheckAnswer> CheckImage(ReadOnlyMemory<byte> image, CancellationToken cancellationToken) => Answer(() => OfImage, cancellationToken);

    private async Task<CheckAnswer> Answer(Func<CheckAnswer> answer, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        await During(cancellationToken);
        return answer();
    }
}

/// <summary>One policy for everybody.</summary>
internal sealed class FixedPolicy(ContentSafetySettings? settings) : ISafetyPolicies
{
    public ValueTask<ContentSafetySettings?> Find(Guid organizationId) => new(settings);
}
