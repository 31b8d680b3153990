using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Safety;

/// <summary>
/// Asks about prompts and images and judges by the organisation's policy; one for the whole process. Costs nothing and changes nothing, so that
/// each question may be asked again.
/// </summary>
public sealed partial class ContentSafety : IDisposable
{
    private readonly SafetyWords _words;
    private readonly ISafetyPolicies _policies;
    private readonly IPictureTools _pictures;
    private readonly SafetyOptions _options;
    private readonly TimeProvider _time;
    private readonly SafetyInstruments _instruments;
    private readonly ILogger _logger;
    private readonly CheckerGate[] _gates;

    /// <summary>Makes it; nobody is asked yet.</summary>
    public ContentSafety(
        SafetyWords words,
        ISafetyPolicies policies,
        IEnumerable<IContentChecker> checkers,
        IPictureTools pictures,
        IOptions<SafetyOptions> options,
        TimeProvider time,
        SafetyInstruments instruments,
        ILogger<ContentSafety> logger)
    {
        (_words, _policies, _pictures, _options, _time, _instruments, _logger) = (words, policies, pictures, options.Value, time, instruments, logger);
        _gates = [.. checkers.Select(checker => new CheckerGate(checker, _options, time))];
    }

    /// <summary>How often a checker that must answer is asked.</summary>
    internal int MaxTries => _options.MaxTries;

    /// <summary>Why an order is not taken, before anything is held; null for the words of almost every order.</summary>
    /// <exception cref="StorageUnavailableException">A listed phrase was found, and the policy cannot be read.</exception>
    public async ValueTask<SubmitRefused?> Refuse(Guid organizationId, ImageOrder order)
    {
        var (field, found) = _words.Find(order.Prompt) is { Count: > 0 } prompt ? ("prompt", prompt) : ("style", FindIn(order.Style));
        if (found.Count == 0)
        {
            return null;
        }

        var verdict = Judge("submission", await PolicyOf(organizationId), found, isComplete: true);
        return verdict.Outcome != SafetyOutcome.Blocked ? null : new SubmitRefused
        {
            Reason = GenerationRefusal.PromptBlocked,
            Message = $"{field} has a phrase that is not taken here ({verdict.BlockedNames}): say it in other words. Nothing was held.",
            Field = field,
        };
    }

    /// <summary>The verdict about a prompt and its style. What an order does not want to see is no wish, and is not looked at.</summary>
    public async Task<SafetyVerdict> CheckPrompt(Guid organizationId, string prompt, string? style, CancellationToken cancellationToken)
    {
        var text = style is null ? prompt : $"{prompt}\n{style}";
        var found = _words.Find(text);
        if (_gates.Length == 0 && found.Count == 0)
        {
            return SafetyVerdict.NotAsked;
        }

        var policy = await PolicyOf(organizationId);
        var answers = await AskAll((checker, patience) => checker.CheckText(text, patience), cancellationToken);
        return Judge("prompt", policy, answers.Findings.Concat(found), answers.IsComplete);
    }

    /// <summary>The verdict about an image, where the policy wants one: of every model, since a prompt may have been harmless.</summary>
    public async Task<SafetyVerdict> CheckImage(Guid organizationId, ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        if (_gates.Length == 0 || await PolicyOf(organizationId) is not { CheckImages: true } policy)
        {
            return SafetyVerdict.NotAsked;
        }

        // Services bound bytes and pixels, and need no more of them to judge.
        if (await _pictures.Thumbnail(image, cancellationToken) is not { } small)
        {
            return Judge("image", policy, [], isComplete: false);
        }

        var answers = await AskAll((checker, patience) => checker.CheckImage(small, patience), cancellationToken);
        return Judge("image", policy, answers.Findings, answers.IsComplete);
    }

    /// <summary>
    /// True where images may be seen before they were checked, as partial images are: nobody checks images for the organisation. False also while
    /// its policy cannot be read.
    /// </summary>
    public async ValueTask<bool> MayShowUnchecked(Guid organizationId)
    {
        try
        {
            return _gates.Length == 0 || await PolicyOf(organizationId) is { CheckImages: false };
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gate in _gates)
        {
            gate.Dispose();
        }
    }

    private IReadOnlyList<ContentFinding> FindIn(string? text) => text is null ? [] : _words.Find(text);

    private async ValueTask<SafetyPolicy> PolicyOf(Guid organizationId) => SafetyPolicy.Of(await _policies.Find(organizationId), _options);

    private SafetyVerdict Judge(string stage, SafetyPolicy policy, IEnumerable<ContentFinding> findings, bool isComplete)
    {
        var verdict = SafetyVerdict.Of(policy, findings, isComplete);
        _instruments.Judged(stage, verdict);
        return verdict;
    }

    private async Task<(IEnumerable<ContentFinding> Findings, bool IsComplete)> AskAll(
        Func<IContentChecker, CancellationToken, Task<CheckAnswer>> question, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_gates.Select(gate => AskOne(gate, question, cancellationToken)));
        return (answers.OfType<Checked>().SelectMany(static answer => answer.Findings), answers.All(static answer => answer is Checked));
    }

    private async Task<CheckAnswer> AskOne(CheckerGate gate, Func<IContentChecker, CancellationToken, Task<CheckAnswer>> question, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var answer = await gate.Ask(question, cancellationToken);
        _instruments.Asked(gate.Name, answer, _time.GetElapsedTime(began));
        if (answer is CheckFailed failed)
        {
            LogUnanswered(gate.Name, failed.Reason);
        }

        return answer;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The content checker {Checker} did not answer: {Reason}.")]
    private partial void LogUnanswered(string checker, string reason);
}
