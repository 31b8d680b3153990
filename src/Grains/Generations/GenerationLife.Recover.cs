using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Generations;

/// <content>Taking over from a driver that is gone.</content>
public sealed partial class GenerationLife
{
    /// <summary>An image that lies in the store is settled from its facts; otherwise the kind of call says what may be done.</summary>
    private async Task<bool> Recover(AttemptRecord attempt)
    {
        LogTakenOver(_id, attempt.AttemptNo);
        _order ??= await OrderInClear.Open(_services.Sealer, _record!);
        var pictures = ShelfOf(attempt);
        if (await pictures.Find(_closing.Token) is { } stored)
        {
            _order = _order.With(await RevisedIn(stored.Facts));
            await pictures.Describe(stored, _record!, _order, _closing.Token);
            return await Deliver(attempt, stored, pictures);
        }

        var model = (await _services.Models.Get()).Find(attempt.Model);
        if (model is null)
        {
            var runnerUp = attempt.CallKind == CallKind.Repeatable ? await FindRunnerUp() : null;
            var state = attempt.CallKind == CallKind.Repeatable ? AttemptState.Failed : AttemptState.Unknown;
            return await Write(attempt, Interrupted(attempt), state, requeue: runnerUp is not null, runnerUp);
        }

        return attempt.ProviderJobId is not null && _services.Providers.Find(attempt.ModelProvider) is { } provider
            ? await TakeUp(provider, model, attempt)
            : await Conclude(attempt, Forgiving(model, attempt), Interrupted(attempt), TimeSpan.Zero, isOurs: true);
    }

    private async Task<string?> RevisedIn(ImageFacts facts) => facts.RevisedPromptEncrypted is { } text
        ? (await _services.Sealer.Open(_record!.UserId, SealedField.RevisedPrompt, _id, text)).Text
        : null;

    /// <summary>
    /// The vendor works on it, whoever asks: own the attempt and wait for its answer. Also a free job, which could be begun again: what is made
    /// already takes no time.
    /// </summary>
    private async Task<bool> TakeUp(IImageProvider provider, OfferedModel model, AttemptRecord attempt)
    {
        var isMine = await InTurn(async () =>
        {
            var write = await Persist(() => _services.Store.TakeOver(_id, attempt.AttemptNo, _record!.Version, _owner, _services.Options.Lease));
            await Load();
            return write.Result == GenerationWriteResult.Done ? StepOutcome.Done : StepOutcome.Unavailable;
        });
        return isMine && await Work(provider, model, _record!.Attempts[^1], slot: null);
    }

    /// <summary>
    /// A process that ended says nothing about its vendor: a free call is made again as often as any generation may be, and the retries of the
    /// model's settings stay for what its vendor does.
    /// </summary>
    private OfferedModel Forgiving(OfferedModel model, AttemptRecord attempt) =>
        attempt.CallKind == CallKind.Repeatable ? model with { MaxRetries = _services.Options.MaxAttempts } : model;

    private static ProviderRefused Interrupted(AttemptRecord attempt) => Refused(
        ProviderError.OutcomeUnknown,
        attempt.CallKind == CallKind.Repeatable ? BilledState.No : BilledState.Unknown,
        "The process that made the call ended before it had the answer.");
}
