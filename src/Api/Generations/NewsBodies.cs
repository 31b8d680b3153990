using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Api.Generations;

/// <summary>A picture of how far a generation's call is, as an event.</summary>
/// <param name="Id">The generation.</param>
/// <param name="PartialImageIndex">Its place among those of the call, 0 and up.</param>
/// <param name="ContentType">Its media type, such as <c>image/png</c>.</param>
/// <param name="B64Json">The bytes in base64.</param>
internal sealed record PartialImageEvent(Guid Id, int PartialImageIndex, string ContentType, byte[] B64Json)
{
    public static PartialImageEvent Of(Guid id, PartialImage partial) => new(id, partial.Index, partial.ContentType, partial.Content);
}

/// <summary>How much of a generation's picture is painted, as an event.</summary>
/// <param name="Id">The generation.</param>
/// <param name="Progress">0 to 1; where a picture is painted in several steps, of all of them together as far as the provider tells.</param>
internal sealed record ProgressEvent(Guid Id, double Progress);
