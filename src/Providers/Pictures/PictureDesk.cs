namespace DonatelloAI.Providers.Pictures;

/// <summary>Lets only so many pictures be worked on at a time, so that they never take a silo's threads.</summary>
public sealed class PictureDesk : IDisposable
{
    private readonly SemaphoreSlim _seats;

    /// <summary>A desk with as many seats as the options say.</summary>
    public PictureDesk(PictureOptions options)
    {
        Vips.Prepare();
        _seats = new SemaphoreSlim(options.Concurrency);
    }

    /// <summary>Waits for a seat and works on a thread of the pool.</summary>
    public async Task<T> Work<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _seats.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _seats.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _seats.Dispose();
}
