using System.Collections.Concurrent;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Providers.Tests;

/// <summary>Remembers all that it is told of a call.</summary>
internal sealed class Listener : ICallListener
{
    private readonly ConcurrentQueue<(int Index, byte[] Image, string ContentType)> _painted = new();
    private readonly ConcurrentQueue<double> _progress = new();
    private int _looks;

    public IReadOnlyCollection<(int Index, byte[] Image, string ContentType)> Painted => _painted;

    public IReadOnlyCollection<double> Progress => _progress;

    public int Looks => Volatile.Read(ref _looks);

    void ICallListener.Painted(int index, ReadOnlyMemory<byte> image, string contentType) => _painted.Enqueue((index, image.ToArray(), contentType));

    public void Progressed(double fraction) => _progress.Enqueue(fraction);

    public void LookNow() => Interlocked.Increment(ref _looks);
}
