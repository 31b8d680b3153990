using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using DonatelloAI.Grains.Users;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Encryption;

/// <summary>Seals under keys of persons that lie wrapped in the database, and are cached in memory.</summary>
public sealed class PersonalSealer : IPersonalSealer
{
    /// <summary>People whose keys are held at once, 10,000: about as many as one process serves within minutes, at 1 to 2 kB each.</summary>
    public const int CachedOwners = 10_000;

    /// <summary>How long a key is used before it is read again: what an erasure takes at most to reach another process.</summary>
    public static readonly TimeSpan MaxKeyAge = TimeSpan.FromMinutes(5);

    // Bodies up to this size stay on the stack; a prompt usually does.
    private const int StackBytes = 1024;

    private readonly DataKeyStore _store;
    private readonly TimeProvider _time;
    private readonly int _activeVersion;

    /// <summary>Seals with keys from a database.</summary>
    /// <param name="contexts">The database.</param>
    /// <param name="wrap">The master keys at work.</param>
    /// <param name="time">The clock.</param>
    public PersonalSealer(IDbContextFactory<DonatelloContext> contexts, DataKeyWrap wrap, TimeProvider time)
        : this(contexts, wrap, time, CachedOwners)
    {
    }

    internal PersonalSealer(IDbContextFactory<DonatelloContext> contexts, DataKeyWrap wrap, TimeProvider time, int cachedOwners)
    {
        _store = new DataKeyStore(contexts, wrap, time);
        _time = time;
        _activeVersion = wrap.ActiveVersion;
        Cache = new DataKeyCache(cachedOwners, MaxKeyAge, time);
    }

    internal DataKeyCache Cache { get; }

    /// <inheritdoc/>
    public ValueTask<string> Seal(Guid ownerId, Guid organizationId, SealedField field, Guid subjectId, string text)
    {
        RefuseStranger(ownerId, organizationId, field);
        var place = new SealedPlace(ownerId, field, subjectId);
        return Cache.Find(ownerId) is { } keys && TrySeal(keys, place, text) is { } done
            ? new ValueTask<string>(done)
            : AfterMaking(place, organizationId, text, TrySeal);
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> SealBytes(Guid ownerId, Guid organizationId, SealedField field, Guid subjectId, ReadOnlyMemory<byte> bytes)
    {
        RefuseStranger(ownerId, organizationId, field);
        var place = new SealedPlace(ownerId, field, subjectId);
        return Cache.Find(ownerId) is { } keys && TrySealBytes(keys, place, bytes) is { } done
            ? new ValueTask<byte[]>(done)
            : AfterMaking(place, organizationId, bytes, TrySealBytes);
    }

    /// <inheritdoc/>
    public ValueTask<Opened> Open(Guid ownerId, SealedField field, Guid subjectId, string sealedText)
    {
        if (!SealedText.IsOne(sealedText))
        {
            return default;
        }

        var place = new SealedPlace(ownerId, field, subjectId);
        return Cache.Find(ownerId) is { } keys && TryOpen(keys, place, sealedText) is { } opened
            ? new ValueTask<Opened>(opened)
            : AfterLoading<string, Opened>(place, sealedText, TryOpen);
    }

    /// <inheritdoc/>
    public ValueTask<OpenedBytes> OpenBytes(Guid ownerId, SealedField field, Guid subjectId, ReadOnlyMemory<byte> sealedBytes)
    {
        if (!SealedBytes.TryParse(sealedBytes.Span, out _))
        {
            return default;
        }

        var place = new SealedPlace(ownerId, field, subjectId);
        return Cache.Find(ownerId) is { } keys && TryOpenBytes(keys, place, sealedBytes) is { } opened
            ? new ValueTask<OpenedBytes>(opened)
            : AfterLoading<ReadOnlyMemory<byte>, OpenedBytes>(place, sealedBytes, TryOpenBytes);
    }

    /// <inheritdoc/>
    public void Forget(Guid ownerId) => Cache.Remove(ownerId);

    /// <summary>What an erasure shall reach is never sealed for an organisation, and what shall outlive it never for a person.</summary>
    private static void RefuseStranger(Guid ownerId, Guid organizationId, SealedField field)
    {
        if (field.IsOfOrganization() != (ownerId == organizationId))
        {
            throw new ArgumentException($"{field} is sealed for {(field.IsOfOrganization() ? "an organisation" : "a person")} alone.", nameof(ownerId));
        }
    }

    // Keys that were just read are used before the cache gets them, so that no crowd can push them out in between.
    private async ValueTask<TSealed> AfterMaking<TValue, TSealed>(
        SealedPlace place, Guid organizationId, TValue value, Func<OwnerKeys, SealedPlace, TValue, TSealed?> seal)
        where TSealed : class
    {
        var readAt = _time.GetTimestamp();
        var keys = await _store.LoadOrMake(place.OwnerId, organizationId);
        try
        {
            return seal(keys, place, value) ?? throw new InvalidOperationException("A key that was just read is not there.");
        }
        finally
        {
            Cache.Put(place.OwnerId, keys, readAt);
        }
    }

    private async ValueTask<TOpened> AfterLoading<TValue, TOpened>(
        SealedPlace place, TValue value, Func<OwnerKeys, SealedPlace, TValue, TOpened?> open)
        where TOpened : struct
    {
        var readAt = _time.GetTimestamp();
        var keys = await _store.Load(place.OwnerId);
        try
        {
            // The default is Damaged: no key of this owner ever had the version that the value names.
            return open(keys, place, value) ?? default;
        }
        finally
        {
            Cache.Put(place.OwnerId, keys, readAt);
        }
    }

    /// <summary>Seals with keys that are at hand; null when the one that is needed is not among them.</summary>
    private string? TrySeal(OwnerKeys keys, SealedPlace place, string text)
    {
        if (keys.IsErased)
        {
            return SealedText.OfErased;
        }

        if (keys.Find(_activeVersion)?.Require() is not { } key)
        {
            return null;
        }

        var length = SealedText.Utf8.GetByteCount(text) + SealedBody.Overhead;
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var body = (rented ?? stackalloc byte[StackBytes])[..length];
        SealedText.Utf8.GetBytes(text, SealedBody.Content(body));
        var isSealed = SealedBody.TrySeal(key, body, place, SealedForm.Text, _activeVersion);
        var done = isSealed ? SealedText.Write(_activeVersion, body) : null;
        GiveBack(rented);
        return done;
    }

    private byte[]? TrySealBytes(OwnerKeys keys, SealedPlace place, ReadOnlyMemory<byte> bytes)
    {
        if (keys.IsErased)
        {
            return SealedBytes.OfErased();
        }

        if (keys.Find(_activeVersion)?.Require() is not { } key)
        {
            return null;
        }

        var done = new byte[SealedBytes.HeadBytes + SealedBody.Overhead + bytes.Length];
        SealedBytes.WriteHead(done, _activeVersion);
        var body = done.AsSpan(SealedBytes.HeadBytes);
        bytes.Span.CopyTo(SealedBody.Content(body));
        return SealedBody.TrySeal(key, body, place, SealedForm.Bytes, _activeVersion) ? done : null;
    }

    /// <summary>Opens with keys that are at hand; null when the one that is needed is not among them.</summary>
    private static Opened? TryOpen(OwnerKeys keys, SealedPlace place, string sealedText)
    {
        if (!SealedText.TryParse(sealedText, out var version, out var encoded))
        {
            return default(Opened);
        }

        if (WithoutKey(keys, version, out var key) is { } result)
        {
            return new Opened(result, MasterVersion: MissingMaster(result, key));
        }

        if (key?.Key is not { } usable)
        {
            return null;
        }

        var length = Base64Url.GetMaxDecodedLength(encoded.Length);
        var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        var body = (rented ?? stackalloc byte[StackBytes])[..length];
        body = body[..Base64Url.DecodeFromChars(encoded, body)];
        Opened? opened = SealedBody.Open(usable, body, place, SealedForm.Text, version) switch
        {
            DecryptResult.Decrypted => new Opened(OpenResult.Opened, SealedText.Utf8.GetString(SealedBody.Content(body))),
            DecryptResult.LetGo => null,
            _ => default(Opened),
        };
        CryptographicOperations.ZeroMemory(body);
        GiveBack(rented);
        return opened;
    }

    private static OpenedBytes? TryOpenBytes(OwnerKeys keys, SealedPlace place, ReadOnlyMemory<byte> sealedBytes)
    {
        if (!SealedBytes.TryParse(sealedBytes.Span, out var version))
        {
            return default(OpenedBytes);
        }

        if (WithoutKey(keys, version, out var key) is { } result)
        {
            return new OpenedBytes(result, MasterVersion: MissingMaster(result, key));
        }

        if (key?.Key is not { } usable)
        {
            return null;
        }

        var body = sealedBytes.Span[SealedBytes.HeadBytes..].ToArray();
        return SealedBody.Open(usable, body, place, SealedForm.Bytes, version) switch
        {
            DecryptResult.Decrypted => new OpenedBytes(OpenResult.Opened, SealedBody.Content(body).ToArray()),
            DecryptResult.LetGo => null,
            _ => default(OpenedBytes),
        };
    }

    /// <summary>The result where no key is needed to know it; null, and the key if it is at hand, where one is.</summary>
    private static OpenResult? WithoutKey(OwnerKeys keys, int version, out OwnerKey? key)
    {
        key = keys.Find(version);
        if (keys.IsErased)
        {
            return OpenResult.Erased;
        }

        return version == 0 ? OpenResult.Damaged : key is { State: not OpenResult.Opened } ? key.State : null;
    }

    private static int? MissingMaster(OpenResult result, OwnerKey? key) => result == OpenResult.UnknownKey ? key?.MasterVersion : null;

    private static void GiveBack(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
