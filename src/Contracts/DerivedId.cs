using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Contracts;

/// <summary>
/// Ids computed from other ids, so that a repeated request names the same thing without asking anybody. Each is a
/// version-8 UUID of SHA-256(purpose, id, number) that keeps the first 48 bits of a related id or time, so that rows
/// written together lie together in an index; ids of requests with an idempotency key have nothing that could lead them.
/// </summary>
public static class DerivedId
{
    /// <summary>The id of the hold that pays for one attempt of a generation.</summary>
    /// <param name="generationId">The generation.</param>
    /// <param name="attemptNo">1 for the hold of the Reserve or Draw; the attempt's number for a TopUp.</param>
    public static Guid Hold(Guid generationId, int attemptNo) => Make("hold"u8, generationId, attemptNo, null);

    /// <summary>The id of the hold that pays for a whole batch.</summary>
    public static Guid BatchHold(Guid batchId) => Make("batch"u8, batchId, 0, null);

    /// <summary>The id of the cost event that a settled hold leaves.</summary>
    public static Guid CostEvent(Guid holdId) => Make("cost"u8, holdId, 0, null);

    /// <summary>The id of an event that a ledger entry leaves.</summary>
    /// <param name="departmentId">The department.</param>
    /// <param name="ordinal">Number of the event among all of the department's, never reused.</param>
    /// <param name="at">Time of the entry, which leads the id.</param>
    public static Guid LedgerEvent(Guid departmentId, long ordinal, DateTimeOffset at) =>
        Make("event"u8, departmentId, ordinal, at.ToUnixTimeMilliseconds());

    /// <summary>The id of the event that a change of a generation leaves, between its acceptance and its end.</summary>
    /// <param name="generationId">The generation.</param>
    /// <param name="version">Its version after the change.</param>
    /// <param name="at">Time of the change, which leads the id.</param>
    public static Guid GenerationEvent(Guid generationId, long version, DateTimeOffset at) =>
        Make("generation"u8, generationId, version, at.ToUnixTimeMilliseconds());

    /// <summary>The id of the event that a change of an organisation's cap leaves.</summary>
    public static Guid CapEvent(Guid operationId) => Make("cap"u8, operationId, 0, null);

    /// <summary>The id of the event that a new department leaves.</summary>
    public static Guid DepartmentEvent(Guid departmentId) => Make("department"u8, departmentId, 0, null);

    /// <summary>The id of the event that a changed allotment leaves.</summary>
    /// <param name="departmentId">The department.</param>
    /// <param name="version">The organisation's version after the change.</param>
    /// <param name="at">Time of the change, which leads the id.</param>
    public static Guid AllotmentEvent(Guid departmentId, long version, DateTimeOffset at) =>
        Make("allotted"u8, departmentId, version, at.ToUnixTimeMilliseconds());

    /// <summary>The id of the event that a change of an API key leaves.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="version">The key's version after the change: 0 made, 1 revoked.</param>
    public static Guid ApiKeyEvent(Guid keyId, long version) => Make("apikey"u8, keyId, version, null);

    /// <summary>The id of the event that a change of a preference leaves.</summary>
    /// <param name="preferenceId">The preference's row.</param>
    /// <param name="at">When it changed, in microseconds since 1970.</param>
    public static Guid PreferenceEvent(Guid preferenceId, long at) => Make("preference"u8, preferenceId, at, null);

    /// <summary>The id of the event that a change of a session leaves. A second change from the same state has the same id.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="state">Names the state that was changed: 0 for none, else the moment of the last renewal in microseconds.</param>
    public static Guid SessionEvent(Guid sessionId, long state) => Make("session"u8, sessionId, state, null);

    /// <summary>The id of the event that the end of a session leaves.</summary>
    public static Guid SessionEndEvent(Guid sessionId) => Make("sessionend"u8, sessionId, 0, null);

    /// <summary>The id of a person whom a first sign-in makes: the same for sign-ins at the same time.</summary>
    /// <param name="organizationId">The person's organisation.</param>
    /// <param name="subject">The person's id at the identity provider.</param>
    /// <param name="erasures">How often a person of this subject was erased before: who comes back is somebody new.</param>
    public static Guid Person(Guid organizationId, string subject, int erasures = 0) =>
        OfRequest(organizationId, Guid.Empty, "first sign-in", subject, erasures);

    /// <summary>The id of the event that a person whom a first sign-in makes leaves.</summary>
    public static Guid PersonEvent(Guid userId) => Make("person"u8, userId, 0, null);

    /// <summary>The id of the event that a change of a person, a department or an organisation leaves.</summary>
    /// <param name="subjectId">The person, department or organisation.</param>
    /// <param name="version">The organisation's version after the change.</param>
    /// <param name="at">Time of the change, which leads the id.</param>
    public static Guid OrganizationEvent(Guid subjectId, long version, DateTimeOffset at) =>
        Make("organization"u8, subjectId, version, at.ToUnixTimeMilliseconds());

    /// <summary>The id of an event that a report of refused credentials leaves.</summary>
    /// <param name="reportId">The report.</param>
    /// <param name="index">The event's place in it, from 0.</param>
    public static Guid FailureEvent(Guid reportId, int index) => Make("failure"u8, reportId, index, null);

    /// <summary>The id of a line of the audit log: two lines at one place have one id.</summary>
    /// <param name="chain">The chain's key.</param>
    /// <param name="position">The line's place in it, from 1.</param>
    public static Guid AuditLine(string chain, long position) =>
        Version8(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"audit {position} {chain}"))));

    /// <summary>The id of a model that the catalogue brings: the same in every installation.</summary>
    /// <param name="providerName">The vendor, which has no slash in its name.</param>
    /// <param name="modelName">The model's name at the vendor.</param>
    public static Guid Model(string providerName, string modelName)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"model {providerName}/{modelName}"), hash);
        return Version8(hash);
    }

    /// <summary>The id of the settings of a model that the catalogue brings.</summary>
    public static Guid ModelConfig(Guid modelId) => Make("config"u8, modelId, 0, null);

    /// <summary>The id of a price that the catalogue brings.</summary>
    public static Guid Price(Guid modelId, int version) => Make("price"u8, modelId, version, null);

    /// <summary>The id that a vendor account is frozen under.</summary>
    /// <param name="name">The account's name.</param>
    public static Guid Pool(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"pool {name}"), hash);
        return Version8(hash);
    }

    /// <summary>The id of the event that a change of the catalogue leaves.</summary>
    /// <param name="subjectId">The entry or rate.</param>
    /// <param name="version">The catalogue's version after the change.</param>
    /// <param name="at">Time of the change, which leads the id.</param>
    public static Guid CatalogueEvent(Guid subjectId, long version, DateTimeOffset at) =>
        Make("catalogue"u8, subjectId, version, at.ToUnixTimeMilliseconds());

    /// <summary>The id of a currency's rate from a moment on.</summary>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="validFrom">The first moment it holds.</param>
    public static Guid ExchangeRate(string currency, DateTimeOffset validFrom)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"rate {currency} {validFrom.UtcTicks}")), hash);
        return Version8(hash);
    }

    /// <summary>The id of a generation that was asked for with an idempotency key: the same request names the same work.</summary>
    /// <param name="organizationId">The caller's organisation.</param>
    /// <param name="userId">The caller.</param>
    /// <param name="idempotencyKey">The caller's key.</param>
    /// <param name="index">Number of the image in its request, from 0.</param>
    public static Guid Generation(Guid organizationId, Guid userId, string idempotencyKey, int index) =>
        OfRequest(organizationId, userId, "POST /v1/generations", idempotencyKey, index);

    /// <summary>The id of the group of a request for several images with an idempotency key.</summary>
    public static Guid Group(Guid organizationId, Guid userId, string idempotencyKey) =>
        OfRequest(organizationId, userId, "POST /v1/generations", idempotencyKey, GroupIndex);

    /// <summary>The id of a change that was asked for with an idempotency key.</summary>
    /// <param name="organizationId">The caller's organisation.</param>
    /// <param name="userId">The caller.</param>
    /// <param name="route">Method and path as they were sent: the same key on another resource is another change.</param>
    /// <param name="idempotencyKey">The caller's key.</param>
    public static Guid Operation(Guid organizationId, Guid userId, string route, string idempotencyKey) =>
        OfRequest(organizationId, userId, route, idempotencyKey, 0);

    // No image has this number.
    private const int GroupIndex = -1;

    /// <summary>Route and key are written with their lengths, so that no two requests make the same input.</summary>
    private static Guid OfRequest(Guid organizationId, Guid userId, string route, string idempotencyKey, int index)
    {
        var input = new byte[16 + 16 + (3 * sizeof(int)) + Encoding.UTF8.GetByteCount(route) + Encoding.UTF8.GetByteCount(idempotencyKey)];
        organizationId.TryWriteBytes(input, bigEndian: true, out _);
        userId.TryWriteBytes(input.AsSpan(16), bigEndian: true, out _);
        var length = 32;
        WriteText(input, ref length, route);
        WriteText(input, ref length, idempotencyKey);
        BinaryPrimitives.WriteInt32BigEndian(input.AsSpan(length), index);
        return Version8(SHA256.HashData(input));
    }

    private static void WriteText(byte[] target, ref int length, string text)
    {
        var written = Encoding.UTF8.GetBytes(text, target.AsSpan(length + sizeof(int)));
        BinaryPrimitives.WriteInt32BigEndian(target.AsSpan(length), written);
        length += sizeof(int) + written;
    }

    private static Guid Make(ReadOnlySpan<byte> purpose, Guid id, long number, long? leadingMilliseconds)
    {
        Span<byte> input = stackalloc byte[purpose.Length + 16 + sizeof(long)];
        purpose.CopyTo(input);
        var idBytes = input.Slice(purpose.Length, 16);
        id.TryWriteBytes(idBytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(input[(purpose.Length + 16)..], number);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        WriteLeader(hash, idBytes, leadingMilliseconds);
        return Version8(hash);
    }

    private static Guid Version8(Span<byte> hash)
    {
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static void WriteLeader(Span<byte> target, ReadOnlySpan<byte> id, long? milliseconds)
    {
        if (milliseconds is not { } value)
        {
            id[..6].CopyTo(target);
            return;
        }

        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, value);
        time[2..].CopyTo(target);
    }
}
