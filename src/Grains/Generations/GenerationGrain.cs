using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Generations;

/// <summary>One generation in the cluster: a thin shell round its <see cref="GenerationLife"/>.</summary>
public sealed class GenerationGrain : Grain, IGenerationGrain, IDisposable
{
    // Longer than any lease: what drives is not collected for being idle.
    private static readonly TimeSpan WhileDriving = TimeSpan.FromHours(1);

    private readonly GenerationLife _life;

    /// <summary>Makes the shell; nothing is read yet, because a new generation has nothing to read.</summary>
    public GenerationGrain(GenerationServices services, ILocalSiloDetails silo)
    {
        _life = new GenerationLife(this.GetPrimaryKey(), $"{silo.SiloAddress.ToParsableString()}/{Guid.CreateVersion7():N}", services, Rest);
    }

    /// <inheritdoc/>
    public Task<SubmitReply> Submit(SubmitGenerations request) => _life.Submit(request);

    /// <inheritdoc/>
    public Task<GenerationView?> Watch(long seenVersion, TimeSpan patience) => _life.Watch(seenVersion, patience);

    /// <inheritdoc/>
    public Task<GenerationNews?> Follow(long seenVersion, long seenNews, TimeSpan patience) => _life.Follow(seenVersion, seenNews, patience);

    /// <inheritdoc/>
    public async Task<GenerationReply> Cancel(Caller caller)
    {
        var reply = await _life.Cancel(caller);
        LetGoOfTheEnded();
        return reply;
    }

    /// <inheritdoc/>
    public async Task CallOff()
    {
        await _life.CallOff();
        LetGoOfTheEnded();
    }

    /// <inheritdoc/>
    public Task<GenerationReply> Delete(Caller caller) => _life.Delete(caller);

    /// <inheritdoc/>
    public Task<GenerationReply> Erase(Caller caller) => _life.Erase(caller);

    /// <inheritdoc/>
    public async Task<AttemptReply> Resolve(ResolveAttempt request)
    {
        var reply = await _life.Resolve(request);
        LetGoOfTheEnded();
        return reply;
    }

    /// <inheritdoc/>
    public Task Drive(SlotGrant grant)
    {
        DelayDeactivation(WhileDriving);
        _life.Drive(grant);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Resume()
    {
        DelayDeactivation(WhileDriving);
        _life.Resume();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _life.Close();

    /// <inheritdoc/>
    public void Dispose() => _life.Dispose();

    private void Rest()
    {
        DelayDeactivation(TimeSpan.Zero);
        LetGoOfTheEnded();
    }

    /// <summary>An ended generation changes no more: whoever reads it later reads its row.</summary>
    private void LetGoOfTheEnded()
    {
        if (_life.HasEnded)
        {
            DeactivateOnIdle();
        }
    }
}
