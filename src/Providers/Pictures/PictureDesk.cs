namespace DonatelloAI.Providers.Pictures;

/// <summary>Lets only so many pictures be worked on at a time, so that they never take a silo's threads.</summary>
public sealed class PictureDesk : IDisposable
{
    private readonly SemaphoreSlim _seats;
    private readonly SemaphoreSlim _longWork;

    /// <summary>A desk with as many seats as the options say.</summary>
    public PictureDesk(PictureOptions options)
    {
        Vips.Prepare();
        _seats = new SemaphoreSlim(options.Concurrency);
        _longWork = new SemaphoreSlim(Math.Max(1, options.Concurrency / 2));
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

    /// <summary>The same for work of a tenth of a second and more: it gets half of the seats (one at least), so that what is quick passes it.</summary>
    public async Task<T> WorkLong<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _longWork.WaitAsync(cancellationToken);
        try
        {
            return await Work(work, cancellationToken);
        }
        finally
        {
            _longWork.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _seats.Dispose();
        _longWork.Dispose();
    }
}
