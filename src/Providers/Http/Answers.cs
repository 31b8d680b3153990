using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Pictures;

namespace DonatelloAI.Providers.Http;

/// <summary>Answers that adapters share.</summary>
internal static class Answers
{
    /// <summary>An image, or a refusal when the bytes are none. An image that was delivered counts as made, whatever is wrong with it.</summary>
    public static ProviderAnswer Checked(ReadOnlyMemory<byte> image, ProviderUsage? usage) => PictureFormat.Recognise(image.Span) switch
    {
        _ when image.Length > ImageFetcher.MaxBytes => Invalid($"The picture is larger than {ImageFetcher.MaxBytes} bytes.", usage, BilledState.Yes),
        null => Invalid("The vendor's image is no png, jpeg, webp, gif or avif.", usage, BilledState.Yes),
        { IsDecodable: false } => Invalid("The vendor's image states no size, or one beyond 100 megapixels.", usage, BilledState.Yes),

        // What broke on its way says nothing about the bill, and another call may bring it whole.
        var format when !PictureEnd.IsThere(format, image.Span) => Invalid("The vendor's image breaks off before its end.", usage, BilledState.Unknown),
        var format => new ProviderDone { Image = image, ContentType = format.ContentType, Usage = usage },
    };

    /// <summary>No image can be made of the answer; a report of usage says that it was billed.</summary>
    public static ProviderRefused Invalid(string message, ProviderUsage? usage, BilledState billed) =>
        new() { Error = ProviderError.InvalidAnswer, Billed = usage is null ? billed : BilledState.Yes, Message = message, Usage = usage };

    /// <summary>The answer is no JSON although it should be.</summary>
    public static ProviderRefused NoJson() => Invalid("The vendor's answer is no JSON: is the base address right?", null, BilledState.Unknown);

    /// <summary>A refusal of the adapter's own making.</summary>
    public static ProviderRefused Refused(ProviderError error, BilledState billed, string message) =>
        new() { Error = error, Billed = billed, Message = message };

    /// <summary>Somebody asks for a job of a vendor that has none.</summary>
    public static Task<ProviderAnswer> NoJobs() => Task.FromResult<ProviderAnswer>(
        Refused(ProviderError.InvalidRequest, BilledState.Unknown, "This vendor has no jobs: it answers with the picture."));
}
