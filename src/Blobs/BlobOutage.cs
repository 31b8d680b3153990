using Azure;

namespace DonatelloAI.Blobs;

/// <summary>Outages of a blob store as one kind of exception, the one that a disk's are.</summary>
internal static class BlobOutage
{
    /// <summary>Does something with the store.</summary>
    /// <exception cref="IOException">It did not answer, or refused; whether it did what was asked, nobody knows.</exception>
    public static async Task<T> Guarded<T>(Func<Task<T>> work, CancellationToken cancellationToken = default)
    {
        try
        {
            return await work();
        }
        catch (Exception failed) when (IsOutage(failed, cancellationToken))
        {
            throw new IOException(Sentence(failed), failed);
        }
    }

    /// <summary>The same for who cannot wait otherwise.</summary>
    /// <exception cref="IOException">It did not answer, or refused.</exception>
    public static T GuardedNow<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failed) when (IsOutage(failed, CancellationToken.None))
        {
            throw new IOException(Sentence(failed), failed);
        }
    }

    // Several are the retries' own: each inner one is an attempt, and an attempt that got no answer in time calls itself cancelled.
    private static bool IsOutage(Exception failed, CancellationToken cancellationToken) =>
        failed is RequestFailedException or AggregateException or OperationCanceledException && !cancellationToken.IsCancellationRequested;

    // The whole message of an answer repeats headers over a page.
    private static string Sentence(Exception failed) => failed switch
    {
        AggregateException { InnerExceptions: [.., var last] } => Sentence(last),
        RequestFailedException answer => (answer.ErrorCode ?? answer.Message.Split('\n', 2)[0].Trim()).TrimEnd('.') + ".",
        OperationCanceledException => "It did not answer in time.",
        _ => $"{failed.GetType().Name}.",
    };
}
