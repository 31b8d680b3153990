using System.Net;
using System.Net.Sockets;

namespace DonatelloAI.Blobs.Tests;

/// <summary>A storage account that has no blob, and says so only once as many requests as it holds are there together.</summary>
internal sealed class SlowAccount : IAsyncDisposable
{
    private static readonly byte[] NotFound = "HTTP/1.1 404 Not Found\r\nx-ms-error-code: BlobNotFound\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _turn = new();
    private readonly int _holds;
    private readonly Task _accepting;
    private TaskCompletionSource _together = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;
    private int _open;

    public SlowAccount(int holds)
    {
        _holds = holds;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Requests { get; private set; }

    public int MostAtOnce { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task Accept()
    {
        var answering = new List<Task>();
        try
        {
            while (true)
            {
                answering.Add(Answer(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(answering);
        }
    }

    private async Task Answer(TcpClient client)
    {
        using (client)
        {
            _ = await client.GetStream().ReadAtLeastAsync(new byte[16_384], 1);
            await Together();
            lock (_turn)
            {
                _open--;
            }

            await client.GetStream().WriteAsync(NotFound);
        }
    }

    private Task Together()
    {
        lock (_turn)
        {
            Requests++;
            MostAtOnce = Math.Max(MostAtOnce, ++_open);
            var mine = _together;
            if (++_waiting == _holds)
            {
                _waiting = 0;
                _together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                mine.SetResult();
            }

            return mine.Task;
        }
    }
}
