using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace DonatelloAI.Blobs;

/// <summary>
/// A blob for reading, from anywhere in it: its bytes are fetched in pieces, the first of them with what the blob says of itself, so
/// that most images take one request. Every piece is of the blob that was opened; one that was deleted since ends the reading.
/// </summary>
internal sealed class BlobStream : Stream
{
    /// <summary>Bytes of a piece: more than most images have.</summary>
    public const int PieceBytes = 4 * 1024 * 1024;

    private readonly BlobClient _blob;
    private readonly BlobRequestConditions _sameBlob;
    private ReadOnlyMemory<byte> _piece;
    private long _pieceStart;
    private long _position;

    private BlobStream(BlobClient blob, BlobDownloadResult first)
    {
        _blob = blob;
        _piece = first.Content.ToMemory();
        _sameBlob = new BlobRequestConditions { IfMatch = first.Details.ETag };
        Length = first.Details.ContentRange is { Length: > 0 } range ? long.Parse(range[(range.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture) : _piece.Length;
        ContentType = first.Details.ContentType;
        Metadata = first.Details.Metadata;
    }

    /// <summary>Media type of the bytes.</summary>
    public string ContentType { get; }

    /// <summary>What lies beside the bytes.</summary>
    public IDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>Opens a blob; null when there is none.</summary>
    public static async Task<BlobStream?> Open(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return new BlobStream(blob, await blob.DownloadContentAsync(Piece(0, conditions: null), cancellationToken));
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (NeedsPiece(buffer.Length))
        {
            Keep(await BlobOutage.Guarded(async () => (await _blob.DownloadContentAsync(Piece(_position, _sameBlob), cancellationToken)).Value, cancellationToken));
        }

        return Copy(buffer.Span);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (NeedsPiece(buffer.Length))
        {
            Keep(BlobOutage.GuardedNow(() => _blob.DownloadContent(Piece(_position, _sameBlob)).Value));
        }

        return Copy(buffer);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static BlobDownloadOptions Piece(long start, BlobRequestConditions? conditions) =>
        new() { Range = new HttpRange(start, PieceBytes), Conditions = conditions };

    private bool NeedsPiece(int wanted) =>
        wanted > 0 && _position < Length && (_position < _pieceStart || _position >= _pieceStart + _piece.Length);

    private void Keep(BlobDownloadResult piece) => (_piece, _pieceStart) = (piece.Content.ToMemory(), _position);

    private int Copy(Span<byte> buffer)
    {
        if (_position >= Length)
        {
            return 0;
        }

        var left = _piece.Span[(int)(_position - _pieceStart)..];
        var count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _position += count;
        return count;
    }
}
