using System.Runtime.InteropServices;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// What a running call has shown, for whoever looks: the partial images of the newest call and how far it is. In memory only, within bounds and
/// never waiting: what finds no room is dropped, and what nobody fetches goes with the activation.
/// </summary>
/// <param name="room">The memory that all calls of the process have for partial images.</param>
/// <param name="time">Numbers news, so that those of a later activation count as newer.</param>
internal sealed class CallNews(ByteRoom room, TimeProvider time) : ICallListener
{
    /// <summary>Partial images that are kept of one call.</summary>
    public const int MaxPartials = ImageOrder.MaxPartialImages;

    /// <summary>Largest partial image in bytes.</summary>
    public const int MaxPartialBytes = 16 * 1024 * 1024;

    /// <summary>What all partial images of a process may take together, in bytes.</summary>
    public const long MaxBytesOfProcess = 128L * 1024 * 1024;

    private readonly Lock _turn = new();
    private readonly List<Kept> _partials = [];
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _look = NewSignal();
    private long _number;
    private long _progressNumber;
    private int _percent;

    /// <summary>Done with the next thing that is shown.</summary>
    public Task Changed
    {
        get
        {
            lock (_turn)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>Done once the job is said to be worth asking for, until it is asked for: see <see cref="Looked"/>.</summary>
    public Task Look
    {
        get
        {
            lock (_turn)
            {
                return _look.Task;
            }
        }
    }

    /// <summary>What was shown after a number; nothing where that is the last.</summary>
    public CallShown Since(long seen)
    {
        lock (_turn)
        {
            return new CallShown(
                _number,
                _partials.Where(kept => kept.Number > seen).Select(static kept => kept.Partial).ToArray(),
                _progressNumber > seen ? _percent / 100.0 : null);
        }
    }

    /// <inheritdoc/>
    public void Painted(int index, ReadOnlyMemory<byte> image, string contentType)
    {
        lock (_turn)
        {
            if (_partials.Count < MaxPartials && image.Length <= MaxPartialBytes && room.TryTake(image.Length) is { } share)
            {
                _partials.Add(new Kept(Next(), new PartialImage { Index = index, Content = Bytes(image), ContentType = contentType }, share));
                Tell();
            }
        }
    }

    /// <inheritdoc/>
    public void Progressed(double fraction)
    {
        // Each percent once: a hundred times a call at most, however often a provider tells.
        var percent = (int)Math.Clamp(fraction * 100, 0, 100);
        lock (_turn)
        {
            if (percent > _percent)
            {
                (_percent, _progressNumber) = (percent, Next());
                Tell();
            }
        }
    }

    /// <inheritdoc/>
    public void LookNow()
    {
        lock (_turn)
        {
            _look.TrySetResult();
        }
    }

    /// <summary>The job is asked for; whatever is said from now on is news again.</summary>
    public void Looked()
    {
        lock (_turn)
        {
            if (_look.Task.IsCompleted)
            {
                _look = NewSignal();
            }
        }
    }

    /// <summary>Another call begins, or nobody may look any more.</summary>
    public void Forget()
    {
        lock (_turn)
        {
            _partials.ForEach(static kept => kept.Share.Dispose());
            _partials.Clear();
            (_percent, _progressNumber) = (0, 0);
        }
    }

    private long Next() => _number = Math.Max(_number + 1, time.GetUtcNow().Ticks);

    private void Tell()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> image) =>
        MemoryMarshal.TryGetArray(image, out var segment) && segment.Offset == 0 && segment.Array!.Length == segment.Count ? segment.Array : image.ToArray();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Kept(long Number, PartialImage Partial, IDisposable Share);
}

/// <summary>What a call has shown since somebody looked.</summary>
/// <param name="Number">The last thing that it has shown; 0 for nothing.</param>
/// <param name="Partials">Partial images.</param>
/// <param name="Progress">How much is painted, 0 to 1; null where that did not change.</param>
internal sealed record CallShown(long Number, PartialImage[] Partials, double? Progress)
{
    /// <summary>True when there is something.</summary>
    public bool IsNews => Partials.Length > 0 || Progress is not null;
}
