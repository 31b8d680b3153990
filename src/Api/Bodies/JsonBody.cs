using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DonatelloAI.Api.Problems;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Api.Bodies;

/// <summary>
/// A body that was read strictly: every field at fault is named, and nothing that was sent is ignored. A handler takes it as a
/// parameter.
/// </summary>
/// <typeparam name="T">The shape of the body; the members that must be there are <c>required</c>.</typeparam>
/// <param name="Value">The body.</param>
/// <param name="Hash">SHA-256 of the bytes as they were sent.</param>
internal sealed record JsonBody<T>(T Value, byte[] Hash) : IEndpointParameterMetadataProvider
{
    public static async ValueTask<JsonBody<T>> BindAsync(HttpContext context)
    {
        var bytes = await RawBody.Read(context);
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var value = StrictJson.Read(bytes, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        if (value is PatchBody patch)
        {
            patch.NoteNulls(bytes);
        }

        return new JsonBody<T>(value, System.Security.Cryptography.SHA256.HashData(bytes.Span));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}

/// <summary>A body's bytes within the route's limit.</summary>
internal static class RawBody
{
    private const int FirstBuffer = 16_384;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="RequestRefusedException">It is not JSON by its type, or larger than the route takes.</exception>
    public static async Task<ReadOnlyMemory<byte>> Read(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new RequestRefusedException(KnownProblems.OfStatus(StatusCodes.Status415UnsupportedMediaType));
        }

        var limit = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Bytes ?? BodyLimit.DefaultBytes;
        if (context.Request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        using var buffer = new MemoryStream(FirstBuffer);
        var chunk = new byte[FirstBuffer];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > limit)
            {
                throw TooLarge(limit);
            }
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static RequestRefusedException TooLarge(long limit) =>
        new(KnownProblems.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The body must have at most {limit} bytes."));
}

/// <summary>The largest body of a route, as metadata of its endpoint.</summary>
/// <param name="Bytes">The limit.</param>
internal sealed record BodyLimit(long Bytes)
{
    /// <summary>The limit of routes that name none: 1 MB.</summary>
    public const long DefaultBytes = 1_048_576;
}
