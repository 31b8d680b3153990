using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>
/// Links to images for whoever holds them: the name of a picture or thumbnail with the moment the link ends, under an HMAC. The name says
/// which part is meant, so a link to a thumbnail never opens the image.
/// </summary>
/// <param name="keys">Keys of at least <see cref="MinKeyBytes"/> bytes: the first signs, each is accepted.</param>
internal sealed class LinkSigner(IReadOnlyList<byte[]> keys)
{
    /// <summary>Shortest key that is accepted, in bytes.</summary>
    public const int MinKeyBytes = 32;

    private const int GenerationAt = 16;
    private const int AttemptAt = 32;
    private const int PartAt = 34;
    private const int ExpiryAt = 35;
    private const int PayloadBytes = 43;

    // A multiple of three, so that base64 has one text for it and no spare bits.
    private const int TokenBytes = PayloadBytes + HMACSHA256.HashSizeInBytes;

    private readonly IReadOnlyList<byte[]> _keys = keys.Count > 0 && keys.All(key => key.Length >= MinKeyBytes)
        ? keys
        : throw new ArgumentException($"Links need a key, and each key at least {MinKeyBytes} bytes.", nameof(keys));

    /// <summary>How long a link works.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    /// <summary>Length of a link's last segment.</summary>
    public static int TokenLength { get; } = Base64Url.GetEncodedLength(TokenBytes);

    /// <summary>Signs a name until a moment, to the second.</summary>
    public string Write(ImageName name, DateTimeOffset until)
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        name.OrganizationId.TryWriteBytes(token, bigEndian: true, out _);
        name.GenerationId.TryWriteBytes(token[GenerationAt..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(token[AttemptAt..], (ushort)name.AttemptNo);
        token[PartAt] = (byte)name.Part;
        BinaryPrimitives.WriteInt64BigEndian(token[ExpiryAt..], until.ToUnixTimeSeconds());
        HMACSHA256.HashData(_keys[0], token[..PayloadBytes], token[PayloadBytes..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Reads a link that was signed here, whether it has ended or not; null for anything else.</summary>
    public SignedLink? Read(string text)
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        return text.Length == TokenLength && Base64Url.TryDecodeFromChars(text, token, out var length) && length == TokenBytes && IsSigned(token)
            ? Parse(token)
            : null;
    }

    /// <summary>Compares with every key, so that the time taken says nothing.</summary>
    private bool IsSigned(ReadOnlySpan<byte> token)
    {
        Span<byte> seal = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isSigned = false;
        foreach (var key in _keys)
        {
            HMACSHA256.HashData(key, token[..PayloadBytes], seal);
            isSigned |= CryptographicOperations.FixedTimeEquals(seal, token[PayloadBytes..]);
        }

        return isSigned;
    }

    private static SignedLink Parse(ReadOnlySpan<byte> token)
    {
        var name = new ImageName(
            new Guid(token[..GenerationAt], bigEndian: true),
            new Guid(token[GenerationAt..AttemptAt], bigEndian: true),
            BinaryPrimitives.ReadUInt16BigEndian(token[AttemptAt..]),
            (ImagePart)token[PartAt]);
        return new SignedLink(name, DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(token[ExpiryAt..])));
    }
}

/// <summary>What a link says.</summary>
/// <param name="Name">What it opens.</param>
/// <param name="Until">When it ends.</param>
internal sealed record SignedLink(ImageName Name, DateTimeOffset Until);

/// <summary>
/// Makes links as the caller can use them: with the installation's public address, or the one under which they asked. A handler takes it
/// as a parameter.
/// </summary>
internal sealed class ImageLinks
{
    private readonly LinkSigner _signer;
    private readonly DateTimeOffset _until;
    private readonly string _prefix;

    private ImageLinks(LinkSigner signer, DateTimeOffset until, string prefix) => (_signer, _until, _prefix) = (signer, until, prefix);

    public static ValueTask<ImageLinks> BindAsync(HttpContext context)
    {
        var services = context.RequestServices;
        return ValueTask.FromResult(new ImageLinks(
            services.GetRequiredService<LinkSigner>(),
            services.GetRequiredService<TimeProvider>().GetUtcNow() + LinkSigner.Lifetime,
            $"{BaseOf(services.GetRequiredService<ApiOptions>(), context.Request)}/v1/images/"));
    }

    private static string BaseOf(ApiOptions options, HttpRequest request) =>
        options.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}{request.PathBase}";

    /// <summary>A fresh link to a part of a completed generation; null where there is none to show.</summary>
    public string? To(GenerationView view, string? name) =>
        view is { Status: GenerationStatus.Completed, DeletedAt: null } && ImageName.TryParse(name, out var image)
            ? _prefix + _signer.Write(image, _until)
            : null;
}
