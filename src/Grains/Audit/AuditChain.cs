using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Grains.Audit;

/// <summary>
/// The hash chain of the audit log. A line's hash is SHA-256 over these bytes, in this order; numbers are big-endian:
/// <list type="number">
/// <item>the text <c>donatello.audit.1</c>, which names this encoding;</item>
/// <item>the previous hash, 32 bytes;</item>
/// <item>chain; position, 8 bytes; organisation, 16 bytes as it is written; moment in microseconds since 1970, 8 bytes;</item>
/// <item>event_type, action, resource_type, resource_id, user_email, ip_address, user_agent, request_id, status, error_message, metadata.</item>
/// </list>
/// A text is its length in bytes, 4 bytes, and its UTF-8; one that is missing has the length -1. So no two lines make the same bytes.
/// </summary>
public static class AuditChain
{
    /// <summary>Lines of one chain that are appended before their rows are marked; a crash leaves at most so many at its end.</summary>
    public const int MaxRun = 100;

    /// <summary>The hash before the first line.</summary>
    public static string Origin { get; } = new('0', SHA256.HashSizeInBytes * 2);

    private static ReadOnlySpan<byte> Encoding1 => "donatello.audit.1"u8;

    /// <summary>The key of a person's chain.</summary>
    public static string OfPerson(Guid userId) => userId.ToString();

    /// <summary>The key of an organisation's own chain, one a month.</summary>
    public static string OfSystem(Guid organizationId, DateTimeOffset at) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"system:{organizationId}:{at.UtcDateTime:yyyy-MM}");

    /// <summary>The lines that entries of one chain become behind its head.</summary>
    public static IReadOnlyList<AuditLine> Extend(ChainHead head, IEnumerable<AuditEntry> entries)
    {
        var lines = new List<AuditLine>();
        foreach (var entry in entries)
        {
            var line = Next(head, entry);
            lines.Add(line);
            head = ChainHead.Of(line);
        }

        return lines;
    }

    /// <summary>The first position, of lines in order, at which a chain is broken; null when it holds.</summary>
    /// <param name="before">The head before the first line.</param>
    /// <param name="lines">Lines of one chain in order.</param>
    public static long? FirstBroken(ChainHead before, IEnumerable<AuditLine> lines)
    {
        foreach (var line in lines)
        {
            if (line != Next(before, line.Entry))
            {
                return before.Position + 1;
            }

            before = ChainHead.Of(line);
        }

        return null;
    }

    private static AuditLine Next(ChainHead head, AuditEntry entry) =>
        new(entry, head.Position + 1, head.Hash, HashOf(head, entry));

    private static string HashOf(ChainHead head, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding1);
        hash.AppendData(Convert.FromHexString(head.Hash));
        AppendText(hash, entry.Chain);
        AppendNumber(hash, head.Position + 1);
        hash.AppendData(entry.OrganizationId.ToByteArray(bigEndian: true));
        AppendNumber(hash, (entry.Timestamp.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        foreach (var text in Texts(entry))
        {
            AppendText(hash, text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string?> Texts(AuditEntry entry) =>
    [
        entry.EventType, entry.Action, entry.ResourceType, entry.ResourceId, entry.UserEmail, entry.IpAddress, entry.UserAgent,
        entry.RequestId, entry.Status, entry.ErrorMessage, entry.Metadata,
    ];

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void AppendText(IncrementalHash hash, string? text)
    {
        var bytes = text is null ? null : Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes?.Length ?? -1);
        hash.AppendData(length);
        hash.AppendData(bytes ?? []);
    }
}

/// <summary>Where a chain ends.</summary>
/// <param name="Position">Position of its last line; 0 before the first.</param>
/// <param name="Hash">Hash of that line, in hexadecimal.</param>
public sealed record ChainHead(long Position, string Hash)
{
    /// <summary>The head of a chain that has no line yet.</summary>
    public static ChainHead Before { get; } = new(0, AuditChain.Origin);

    /// <summary>The head that a line is.</summary>
    public static ChainHead Of(AuditLine line) => new(line.Position, line.Hash);
}
