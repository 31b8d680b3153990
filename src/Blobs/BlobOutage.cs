using Azure;

namespace DonatelloAI.Blobs;

/// <summary>Outages of a blob store as one kind of exception, the one that a disk's are.</summary>
internal static class BlobOutage
{
    /// <summary>Does something with the store.</summary>
    /// <exception cref="IOException">It did not answer, or refused; whether it did what was asked, nobody knows.</exception>
    public static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (RequestFailedException failed)
        {
            throw new IOException(Sentence(failed), failed);
        }

        // The retries' own: each inner one is an attempt.
        catch (AggregateException failed) when (failed.InnerExceptions is [RequestFailedException, ..])
        {
            throw new IOException(Sentence((RequestFailedException)failed.InnerExceptions[^1]), failed);
        }
    }

    // The whole message repeats headers over a page.
    private static string Sentence(RequestFailedException failed) =>
        (failed.ErrorCode ?? failed.Message.Split('\n', 2)[0].Trim()).TrimEnd('.') + ".";
}
