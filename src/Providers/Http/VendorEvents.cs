using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DonatelloAI.Providers.Http;

/// <summary>An answer that comes as server-sent events, read as far as its limits allow.</summary>
/// <param name="response">The answer, of which the headers are read.</param>
/// <param name="reply">What the headers say, to word refusals with.</param>
/// <param name="time">The clock of silence.</param>
public sealed class VendorEvents(HttpResponseMessage response, VendorReply reply, TimeProvider time)
{
    /// <summary>Largest event in bytes, with what stands round its data: a whole picture in base64.</summary>
    public const int MaxEventBytes = VendorReply.MaxAnswerBytes;

    /// <summary>Largest stream in bytes: three partial images and the whole one.</summary>
    public const long MaxBytes = 4L * MaxEventBytes;

    /// <summary>Most events of a stream.</summary>
    public const int MaxEvents = 1_000;

    /// <summary>
    /// How long a stream may be silent. Vendors say nothing before the first partial image, which takes minutes at the highest qualities; what drips
    /// is bounded by the call's own time.
    /// </summary>
    public static readonly TimeSpan MaxSilence = TimeSpan.FromMinutes(4);

    /// <summary>What the headers say.</summary>
    public VendorReply Reply => reply;

    /// <summary>True for an answer that is a stream.</summary>
    internal static bool IsStream(HttpResponseMessage response) =>
        (int)response.StatusCode == 200 && response.Content.Headers.ContentType?.MediaType == "text/event-stream";

    /// <summary>The events in order; each is gone when the next is asked for.</summary>
    /// <exception cref="EventsTooLargeException">One event, the stream or the number of events is over its limit.</exception>
    /// <exception cref="IOException">The stream broke off.</exception>
    /// <exception cref="OperationCanceledException">It was silent for too long, or is not waited for any more.</exception>
    public async IAsyncEnumerable<VendorEvent> Read([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var bounded = new BoundedStream(body, time);
        var events = 0;
        await foreach (var item in SseParser.Create(bounded, static (name, data) => VendorEvent.Read(name, data)).EnumerateAsync(cancellationToken))
        {
            bounded.BeginEvent();
            if (++events > MaxEvents) throw new EventsTooLargeException();

            using var read = item.Data;
            yield return read;
        }
    }

    /// <summary>Counts what is read, and hears silence.</summary>
    private sealed class BoundedStream(Stream inner, TimeProvider time) : Stream
    {
        private readonly CancellationTokenSource _silence = new(MaxSilence, time);
        private long _all;
        private long _ofEvent;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void BeginEvent() => _ofEvent = 0;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _silence.Token);
            var read = await inner.ReadAsync(buffer, either.Token);
            _silence.CancelAfter(MaxSilence);
            (_all, _ofEvent) = (_all + read, _ofEvent + read);
            return _all <= MaxBytes && _ofEvent <= MaxEventBytes ? read : throw new EventsTooLargeException();
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _silence.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>One event. No record: its text would show the data.</summary>
public sealed class VendorEvent : IDisposable
{
    private readonly JsonDocument? _json;

    private VendorEvent(string name, JsonDocument? json) => (Name, _json) = (name, json);

    /// <summary>What the line <c>event:</c> says; <c>message</c> where there is none.</summary>
    public string Name { get; }

    /// <summary>The data as JSON; null where they are none.</summary>
    public JsonElement? Json => _json?.RootElement;

    /// <inheritdoc/>
    public void Dispose() => _json?.Dispose();

    internal static VendorEvent Read(string name, ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            return new VendorEvent(name, JsonDocument.ParseValue(ref reader));
        }
        catch (JsonException)
        {
            return new VendorEvent(name, null);
        }
    }
}

/// <summary>A stream of events is over one of its limits.</summary>
public sealed class EventsTooLargeException() : IOException("The stream of events is larger than it may be.");
