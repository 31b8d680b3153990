using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>A granted call: used at most once, and always given back.</summary>
internal sealed class Slot(SlotGrant grant, IGenerationPeers peers)
{
    private SlotOutcome _outcome = new(CallHealth.Unknown, Began: false);
    private bool _isReturned;

    /// <summary>The account it is one of.</summary>
    public string Pool => grant.Pool;

    /// <summary>True until a call begins on it.</summary>
    public bool IsUnused => !_outcome.Began;

    /// <summary>True while a call may begin.</summary>
    public bool IsValid(DateTimeOffset now) => IsUnused && now < grant.ValidUntil;

    /// <summary>A call begins.</summary>
    public void Use()
    {
        _outcome = new SlotOutcome(CallHealth.Unknown);
        if (grant.TellBegin)
        {
            Keep();
        }
    }

    /// <summary>The call goes on.</summary>
    public void Keep() => peers.Pool(grant.Pool).Keep(grant.SlotId).Ignore();

    /// <summary>What the call said of its provider.</summary>
    public void Report(CallHealth health, TimeSpan? retryAfter) => _outcome = new SlotOutcome(health, retryAfter);

    /// <summary>Gives the slot back; later calls have no effect.</summary>
    public void Return()
    {
        if (!_isReturned)
        {
            _isReturned = true;
            peers.Pool(grant.Pool).Return(grant.SlotId, _outcome).Ignore();
        }
    }
}
