using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Testing;

/// <summary>
/// A receiver of OpenTelemetry's protocol (http/protobuf) on a free port of 127.0.0.1. It keeps every byte, so that a test can look for
/// what must not be in it, and reads the names of what came. Field numbers are those of opentelemetry-proto 1.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentDictionary<string, string> _metrics = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _logs = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", Receive);
    }

    /// <summary>What to set as OTEL_EXPORTER_OTLP_ENDPOINT, with OTEL_EXPORTER_OTLP_PROTOCOL http/protobuf.</summary>
    public string Endpoint => _app.Urls.First();

    /// <summary>Every span, in order of arrival.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>The names of all metrics, and of the last service that sent each.</summary>
    public IReadOnlyDictionary<string, string> Metrics => _metrics;

    /// <summary>The texts of all log records.</summary>
    public IReadOnlyList<string> Logs => [.. _logs];

    /// <summary>Everything that came, read as text: texts in protobuf are plain UTF-8.</summary>
    public string Everything => string.Join('\n', _bodies.Select(Encoding.UTF8.GetString));

    /// <summary>Settings of a process that sends here, without waiting for long.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
    };

    /// <summary>Starts one.</summary>
    public static async Task<OtlpReceiver> Start()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Receive(string signal, HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.ToArray();
        _bodies.Enqueue(bytes);
        foreach (var ofResource in OtlpMessage.Parse(bytes).Messages(1))
        {
            Keep(signal, ofResource, ServiceOf(ofResource));
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private void Keep(string signal, OtlpMessage ofResource, string service)
    {
        // Resource, then scopes, then records: the three signals are built alike.
        foreach (var record in ofResource.Messages(2).SelectMany(static scope => scope.Messages(2)))
        {
            switch (signal)
            {
                case "traces":
                    _spans.Enqueue(new ReceivedSpan(
                        service, Convert.ToHexStringLower(record.Bytes(1)), Convert.ToHexStringLower(record.Bytes(2)), Convert.ToHexStringLower(record.Bytes(4)), record.Text(5), AttributesOf(record, 9)));
                    break;
                case "metrics":
                    _metrics[record.Text(1)] = service;
                    break;
                case "logs":
                    _logs.Enqueue(record.Messages(5).Select(static body => body.Text(1)).FirstOrDefault(""));
                    break;
            }
        }
    }

    private static string ServiceOf(OtlpMessage ofResource) =>
        ofResource.Messages(1).Select(static resource => AttributesOf(resource, 1).GetValueOrDefault("service.name", "")).FirstOrDefault("");

    private static Dictionary<string, string> AttributesOf(OtlpMessage message, int field)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in message.Messages(field))
        {
            attributes[pair.Text(1)] = pair.Messages(2).Select(static value => value.Scalar()).FirstOrDefault("");
        }

        return attributes;
    }
}

/// <summary>A span as it came.</summary>
/// <param name="Service">Who sent it.</param>
/// <param name="TraceId">Its trace, in hex.</param>
/// <param name="SpanId">Its id, in hex.</param>
/// <param name="ParentId">Its parent's id, in hex; empty for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes; numbers as text.</param>
public sealed record ReceivedSpan(
    string Service, string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A protobuf message read without its schema: fields by number.</summary>
internal sealed class OtlpMessage
{
    private readonly List<(int Field, object Value)> _fields = [];

    public static OtlpMessage Parse(byte[] bytes)
    {
        var (message, input) = (new OtlpMessage(), new CodedInputStream(bytes));
        while (input.ReadTag() is var tag and not 0)
        {
            message._fields.Add((WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                _ => input.ReadBytes().ToByteArray(),
            }));
        }

        return message;
    }

    public IEnumerable<OtlpMessage> Messages(int field) => All(field).Select(Parse);

    public byte[] Bytes(int field) => All(field).FirstOrDefault([]);

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    /// <summary>An attribute's value: its only field, whatever its kind.</summary>
    public string Scalar() => _fields.Select(static field => field.Value is byte[] text ? Encoding.UTF8.GetString(text) : $"{field.Value}").FirstOrDefault("");

    private IEnumerable<byte[]> All(int field) => _fields.Where(known => known.Field == field).Select(static known => (byte[])known.Value);
}
