namespace DonatelloAI.Grains.Generations;

/// <summary>
/// Memory that several may use together. Who asks for more than is left waits, in the order of asking, so that a large one is not passed by
/// small ones for ever.
/// </summary>
/// <param name="capacity">Bytes; who needs more takes all of them.</param>
internal sealed class ByteRoom(long capacity)
{
    private readonly Lock _turn = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Granted)> _waiting = new();
    private readonly long _capacity = capacity;
    private long _left = capacity;

    /// <summary>Waits for the room; disposing of the answer gives it back.</summary>
    public async Task<IDisposable> Take(long bytes)
    {
        var share = Math.Min(bytes, _capacity);
        var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_turn)
        {
            _waiting.Enqueue((share, granted));
            Grant();
        }

        await granted.Task;
        return new Share(this, share);
    }

    /// <summary>Takes the room if it is free and nobody waits for it; null otherwise, and where it is more than there is.</summary>
    public IDisposable? TryTake(long bytes)
    {
        lock (_turn)
        {
            if (_waiting.Count > 0 || bytes > _left)
            {
                return null;
            }

            _left -= bytes;
            return new Share(this, bytes);
        }
    }

    private void GiveBack(long bytes)
    {
        lock (_turn)
        {
            _left += bytes;
            Grant();
        }
    }

    private void Grant()
    {
        while (_waiting.TryPeek(out var next) && next.Bytes <= _left)
        {
            _left -= next.Bytes;
            _waiting.Dequeue();
            next.Granted.SetResult();
        }
    }

    private sealed class Share(ByteRoom room, long bytes) : IDisposable
    {
        public void Dispose() => room.GiveBack(bytes);
    }
}
