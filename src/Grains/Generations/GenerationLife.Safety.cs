using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Safety;

namespace DonatelloAI.Grains.Generations;

/// <content>What is asked about a prompt before the first call that may cost, and about an image before anybody sees it.</content>
public sealed partial class GenerationLife
{
    private const string PromptBlocked = "content_blocked_input";
    private const string ImageBlocked = "content_blocked_output";
    private const string Unchecked = "content_check_unavailable";

    // Pauses between questions that nobody answered: once, twice, three times as long, up to a minute.
    private static readonly TimeSpan FirstCheckPause = TimeSpan.FromSeconds(15);
    private const int LongestCheckPauses = 4;

    // Work that was accepted so long ago is not kept waiting for a checker any longer, whatever this process remembers.
    private static readonly TimeSpan LongestCheckWait = TimeSpan.FromHours(24);

    // Lost with the process: whoever takes over asks again where it still matters.
    private SafetyVerdict _promptVerdict = SafetyVerdict.NotAsked;
    private int _unansweredChecks;

    /// <summary>
    /// Asks about the prompt; an attempt of this model says that this was done before. Null where the call may begin, otherwise whether the next
    /// step is to be looked for.
    /// </summary>
    private async Task<bool?> CheckPrompt(CallStep step, Slot slot)
    {
        if (AttemptsOf(_record!.Model) > 0)
        {
            return null;
        }

        var verdict = await _services.Safety.CheckPrompt(_record.OrganizationId, _order!.Prompt!, _order.Words?.Style, _closing.Token);
        switch (verdict.Outcome)
        {
            case SafetyOutcome.NotAsked:
                return null;
            case SafetyOutcome.Blocked:
                return await EndUncalled(step, PromptBlocked, $"The prompt is not taken under the organisation's content policy ({verdict.BlockedNames}): change it and submit again.", verdict);
            case SafetyOutcome.Unavailable:
                return await CheckLater(step, verdict);
            default:
                _promptVerdict = verdict;
                slot.Keep();
                return null;
        }
    }

    /// <summary>Waits as a row until somebody may answer; ends after as many questions as the options allow.</summary>
    private async Task<bool> CheckLater(CallStep step, SafetyVerdict verdict)
    {
        var now = _services.Time.GetUtcNow();
        return ++_unansweredChecks >= _services.Safety.MaxTries || now - _record!.CreatedAt > LongestCheckWait
            ? await EndUncalled(step, Unchecked, GenerationErrors.SentenceOf(Unchecked), verdict)
            : await Queue(now + CheckPause(_unansweredChecks));
    }

    /// <summary>Ends before any call and releases the hold, unless a cancel has ended it meanwhile.</summary>
    private Task<bool> EndUncalled(CallStep step, string code, string sentence, SafetyVerdict verdict) => InTurn(async () =>
    {
        if (GenerationCourse.Next(_record!, hasSlot: true) != step)
        {
            return StepOutcome.Done;
        }

        _failure = sentence;
        return await End(step.HoldId, EndOf(GenerationOutcome.Failed, code) with { ContentSafetyScore = verdict.Summary, IsNsfw = verdict.IsNsfw }, code);
    });

    /// <summary>
    /// Ends an attempt whose image is stored: the image is delivered, or it is settled and withheld. Until then nobody can see it, so whoever
    /// finds it after a crash asks again.
    /// </summary>
    private async Task<bool> Deliver(AttemptRecord attempt, StoredPicture stored, PictureShelf pictures)
    {
        var verdict = await CheckImage(stored);
        return verdict.IsWithheld
            ? await Withhold(attempt, stored, pictures, verdict)
            : await Complete(attempt, stored, pictures, _promptVerdict.And(verdict));
    }

    private async Task<SafetyVerdict> CheckImage(StoredPicture stored)
    {
        for (var tries = 1; ; tries++)
        {
            var verdict = await _services.Safety.CheckImage(_record!.OrganizationId, stored.Bytes, _closing.Token);
            if (verdict.Outcome != SafetyOutcome.Unavailable || tries >= _services.Safety.MaxTries)
            {
                return verdict;
            }

            await Task.Delay(CheckPause(tries), _services.Time, _closing.Token);
        }
    }

    /// <summary>The vendor charged for it, so it is settled; its bytes go, and its facts with their hash stay beside the attempt.</summary>
    private async Task<bool> Withhold(AttemptRecord attempt, StoredPicture stored, PictureShelf pictures, SafetyVerdict verdict)
    {
        var code = verdict.Outcome == SafetyOutcome.Blocked ? ImageBlocked : Unchecked;
        _failure = verdict.Outcome == SafetyOutcome.Blocked
            ? $"The image is withheld under the organisation's content policy ({verdict.BlockedNames}): change the prompt."
            : GenerationErrors.SentenceOf(code);
        var both = _promptVerdict.And(verdict);
        var isWritten = await InTurn(async () => await Settle(
            attempt, stored.FactsInFull, await WithMessage(EndOf(GenerationOutcome.Failed, code) with { ContentSafetyScore = both.Summary, IsNsfw = stored.Facts.IsNsfw || both.IsNsfw })));
        if (_record is { Status: GenerationStatus.Failed } ended && ended.ErrorCode == code)
        {
            await Remove(pictures);
        }

        return isWritten;
    }

    /// <summary>No link names the files, so a failure is no reason to stop: a deletion of the generation takes them, too.</summary>
    private async Task Remove(PictureShelf pictures)
    {
        try
        {
            await pictures.Remove(_closing.Token);
        }
        catch (Exception outage) when (outage is not OperationCanceledException)
        {
            LogNotRemoved(outage, _id);
        }
    }

    private static TimeSpan CheckPause(int tries) => FirstCheckPause * Math.Min(tries, LongestCheckPauses);

    /// <summary>Our own word first, then the vendor's where there is room.</summary>
    private static string? SafetyOf(SafetyVerdict verdict, ImageFacts facts) => verdict.Summary is { } ours
        ? ProviderTexts.Safety(facts.Safety is { } theirs ? $"{ours}; {theirs}" : ours)
        : facts.Safety;
}
