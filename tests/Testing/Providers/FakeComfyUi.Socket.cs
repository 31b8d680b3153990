using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <content>What the server tells unasked.</content>
public sealed partial class FakeComfyUi
{
    private const int GiantMessageBytes = 32 * 1024 * 1024;
    private const int Lies = 100;

    private const string Nodes =
        """{"type":"progress_state","data":{"prompt_id":"JOB","nodes":{"5":{"value":1,"max":1,"state":"finished"},"6":{"value":1,"max":1,"state":"finished"},"3":{"value":STEP,"max":STEPS,"state":"running"},"9":{"value":0,"max":1,"state":"pending"}}}}""";

    private readonly ConcurrentQueue<string> _sockets = new();

    /// <summary>What happens to WebSockets.</summary>
    public SocketFault Socket { get; set; }

    /// <summary>The client of every WebSocket that was asked for, in order.</summary>
    public IReadOnlyList<string> Sockets => [.. _sockets];

    /// <summary>Steps of the sampler.</summary>
    public int Steps { get; set; } = 20;

    private async Task Open(HttpContext context, string clientId)
    {
        _sockets.Enqueue(clientId);
        if (Socket == SocketFault.Refused || !context.WebSockets.IsWebSocketRequest || IsKeyWrong(context))
        {
            await Page(context, IsKeyWrong(context) ? 401 : 404);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await Send(socket, """{"type":"status","data":{"status":{"exec_info":{"queue_remaining":1}},"sid":"SID"}}""".Replace("SID", clientId, StringComparison.Ordinal));
        await Tell(context, socket, clientId);
    }

    private Task Tell(HttpContext context, WebSocket socket, string job) => Socket switch
    {
        SocketFault.Silent => Forever(context),
        SocketFault.GiantText => Giant(context, socket, WebSocketMessageType.Text),
        SocketFault.GiantPreview => Giant(context, socket, WebSocketMessageType.Binary),
        SocketFault.Reset => Half(context, socket, job, isClosed: false),
        SocketFault.Closed => Half(context, socket, job, isClosed: true),
        SocketFault.OthersJob => Story(context, socket, $"{Guid.CreateVersion7()}"),
        SocketFault.Flood => Flood(context, socket),
        SocketFault.Garbage => Garbage(context, socket, job),
        SocketFault.Error => Failure(context, socket, job),
        SocketFault.Liar => Lie(context, socket, job),
        SocketFault.AllNodes => All(context, socket, job),
        _ => Story(context, socket, job),
    };

    private async Task Story(HttpContext context, WebSocket socket, string job)
    {
        await Begin(socket, job);
        for (var step = 1; step <= Steps; step++) await Step(socket, job, step);
        await Send(socket, job, """{"type":"executing","data":{"node":"9","prompt_id":"JOB"}}""");
        await Send(socket, job, """{"type":"executed","data":{"node":"9","output":{"images":[{"filename":"JOB.jpg","subfolder":"a b","type":"output"}]},"prompt_id":"JOB"}}""");
        await Send(socket, job, """{"type":"execution_success","data":{"prompt_id":"JOB","timestamp":1}}""");
        await Send(socket, job, """{"type":"executing","data":{"node":null,"prompt_id":"JOB"}}""");
        await Forever(context);
    }

    private static async Task Begin(WebSocket socket, string job)
    {
        await Send(socket, job, """{"type":"execution_start","data":{"prompt_id":"JOB","timestamp":1}}""");
        await Send(socket, job, """{"type":"execution_cached","data":{"nodes":["5"],"prompt_id":"JOB"}}""");
        foreach (var node in new[] { "6", "7", "3" }) await Send(socket, job, """{"type":"executing","data":{"node":"NODE","display_node":"NODE","prompt_id":"JOB"}}""".Replace("NODE", node, StringComparison.Ordinal));
    }

    private async Task Step(WebSocket socket, string job, int step)
    {
        await Send(socket, job, FormattableString.Invariant($$$"""{"type":"progress","data":{"value":{{{step}}},"max":{{{Steps}}},"prompt_id":"JOB","node":"3"}}"""));
        await socket.SendAsync(new byte[] { 0, 0, 0, 1, 0, 0, 0, 1, 0xFF, 0xD8, 0xFF }, WebSocketMessageType.Binary, endOfMessage: true, default);
    }

    private async Task Half(HttpContext context, WebSocket socket, string job, bool isClosed)
    {
        await Begin(socket, job);
        await Step(socket, job, 1);
        if (isClosed)
        {
            await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "Restarting.", default);
            return;
        }

        context.Abort();
    }

    private async Task Garbage(HttpContext context, WebSocket socket, string job)
    {
        foreach (var text in new[] { "no json", "[1,2]", "null", "{}", """{"type":7,"data":{"prompt_id":"JOB"}}""", """{"type":"progress","data":{"prompt_id":"JOB","value":"x","max":-1}}""", """{"type":"progress_state","data":{"prompt_id":"JOB","nodes":[1]}}""", """{"type":"progress","data":{"prompt_id":"JOB","value":1e27,"max":1e-27}}""" })
        {
            await Send(socket, job, text);
        }

        await Story(context, socket, job);
    }

    private static async Task Failure(HttpContext context, WebSocket socket, string job)
    {
        await Begin(socket, job);
        await Send(socket, job, """{"type":"execution_error","data":{"prompt_id":"JOB","node_id":"3","exception_message":"Out of memory."}}""");
        await Send(socket, job, """{"type":"executing","data":{"node":null,"prompt_id":"JOB"}}""");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    private async Task Lie(HttpContext context, WebSocket socket, string job)
    {
        for (var i = 0; i < Lies; i++)
        {
            await Send(socket, job, """{"type":"execution_success","data":{"prompt_id":"JOB"}}""");
            await Send(socket, job, FormattableString.Invariant($$$"""{"type":"executed","data":{"node":"{{{i}}}","prompt_id":"JOB"}}"""));
        }

        await Forever(context);
    }

    private async Task All(HttpContext context, WebSocket socket, string job)
    {
        for (var step = 0; step <= Steps; step++)
        {
            await Send(socket, job, Nodes.Replace("STEPS", $"{Steps}", StringComparison.Ordinal).Replace("STEP", $"{step}", StringComparison.Ordinal));
        }

        await Send(socket, job, """{"type":"executing","data":{"node":null,"prompt_id":"JOB"}}""");
        await Forever(context);
    }

    private static async Task Flood(HttpContext context, WebSocket socket)
    {
        while (!context.RequestAborted.IsCancellationRequested && socket.State == WebSocketState.Open) await Send(socket, "{}");
    }

    private async Task Giant(HttpContext context, WebSocket socket, WebSocketMessageType type)
    {
        await socket.SendAsync(new byte[GiantMessageBytes], type, endOfMessage: true, context.RequestAborted);
        await Forever(context);
    }

    private static Task Send(WebSocket socket, string job, string text) => Send(socket, text.Replace("JOB", job, StringComparison.Ordinal));

    private static Task Send(WebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, default);
}
