using System.Runtime.InteropServices;

namespace DonatelloAI.Silo.Encryption;

/// <summary>Whoever watches a rotation: is shown how far it is, may stop it, and is told what to do next.</summary>
/// <param name="Progress">Shows how far it is.</param>
/// <param name="Next">What to do after a rotation that wrapped keys anew; a sentence.</param>
/// <param name="Stopped">The wish to stop.</param>
public sealed record RotationWatch(RotationProgress Progress, string Next, CancellationToken Stopped)
{
    /// <summary>Lets somebody at a console watch while something is done; Ctrl-C and SIGTERM stop it after the page in hand.</summary>
    /// <param name="next">What to do next.</param>
    /// <param name="work">What is done.</param>
    public static async Task<string> OnConsole(string next, Func<RotationWatch, Task<string>> work)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await work(new RotationWatch(new RotationProgress(Console.Error, !Console.IsErrorRedirected, TimeProvider.System), next, stop.Token));

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
