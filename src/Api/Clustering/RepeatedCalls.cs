using Orleans.Runtime;

namespace DonatelloAI.Api.Clustering;

/// <summary>
/// Repeats calls that were lost with a silo, inside the request that made them: its caller then waits a few seconds instead of being
/// told to come back. Every call of the front end may be repeated: what changes something carries the id of the change. (A cancel
/// carries none; its repeat is answered like the first one.)
/// </summary>
/// <remarks>
/// A silo that refuses a call, or is known to be gone, costs nothing to be asked again, so that goes on until the cluster has had the
/// time to do without it. A call without an answer has cost <see cref="ClusterClient.ResponseTimeout"/> and may still be at work; it is
/// repeated <see cref="MaxRepeats"/> times, so that a cluster which is merely slow is not asked for ever more.
/// </remarks>
internal sealed class RepeatedCalls(TimeProvider time) : IOutgoingGrainCallFilter
{
    /// <summary>How often a call without an answer is repeated.</summary>
    public const int MaxRepeats = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var began = time.GetTimestamp();
        for (var unanswered = 0; ;)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception lost) when (lost is TimeoutException or OperationCanceledException && IsQuick(context) && ++unanswered <= MaxRepeats)
            {
                // The silo that was asked is given up by now, or the call runs there and the repeat finds what it did. Nobody cancels a
                // call: a silo that found no place for it in its time says it so.
            }
            catch (OrleansException lost) when (lost is SiloUnavailableException or OrleansMessageRejectionException && time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, time);
            }
        }
    }

    /// <summary>A call with a time of its own waits, or works for long: to ask again would only make more of it.</summary>
    private static bool IsQuick(IOutgoingGrainCallContext context) => context.Request.GetDefaultResponseTimeout() is null;
}
