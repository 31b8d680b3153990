namespace DonatelloAI.Grains.Generations;

/// <summary>
/// The drivers of a process. One that stops lets them end first, while the grains that they need still answer: once those are
/// closed, an answer could be stored but neither settled nor released.
/// </summary>
public sealed class RunningDrivers
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _atRest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isClosed;

    /// <summary>True once the process is about to end: nothing begins any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _isClosed;
            }
        }
    }

    /// <summary>Counts a driver that begins; false once nothing may.</summary>
    public bool TryBegin()
    {
        lock (_lock)
        {
            _running += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    /// <summary>Counts a driver that has come to rest.</summary>
    public void End()
    {
        lock (_lock)
        {
            _running--;
            TellIfAtRest();
        }
    }

    /// <summary>Lets nothing begin any more; done when everything that runs has come to rest.</summary>
    public Task Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            TellIfAtRest();
        }

        return _atRest.Task;
    }

    private void TellIfAtRest()
    {
        if (_isClosed && _running == 0)
        {
            _atRest.TrySetResult();
        }
    }
}
