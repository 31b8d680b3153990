using System.Text.Json;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>
/// OpenAI's stream of one picture: partial images, and the whole one at the end. Partial images are passed on and forgotten, and one that cannot
/// be read is left out; only the last event decides.
/// </summary>
/// <param name="call">What is made, and who is told of partial images.</param>
internal sealed class ImageEvents(ProviderCall call)
{
    private const string Partial = ".partial_image";
    private const string Completed = ".completed";

    private bool _isBegun;
    private int _painted;

    /// <summary>What the last event holds, or why there is none.</summary>
    public async Task<GenerationResponse> Read(VendorEvents events, CancellationToken cancellationToken)
    {
        // Whatever comes after the end is not read.
        await foreach (var item in events.Read(cancellationToken))
        {
            if (End(item, events.Reply) is { } end) return end;
        }

        return GenerationResponse.Of(
            Answers.Refused(ProviderError.OutcomeUnknown, BilledState.Unknown, "The vendor's stream ended before its picture was whole."));
    }

    // Images and edits differ in the first half of their events' names; the type in the data is what clients go by.
    private GenerationResponse? End(VendorEvent item, VendorReply reply)
    {
        var name = item.Json?.Text("type") ?? item.Name;
        if (name == "error" || item.Json?.Get("error") is not null) return GenerationResponse.Of(Refusal(item.Json ?? default, reply));
        if (name.EndsWith(Completed, StringComparison.Ordinal))
            return item.Json is { } whole ? GenerationResponse.OfEvent(whole, reply) : GenerationResponse.Of(Answers.NoJson());

        if (name.EndsWith(Partial, StringComparison.Ordinal)) Pass(item.Json ?? default);
        return null;
    }

    private void Pass(JsonElement partial)
    {
        _isBegun = true;
        if (_painted < call.PartialImages
            && partial.Get("b64_json") is { ValueKind: JsonValueKind.String } text && text.TryGetBytesFromBase64(out var image)
            && Answers.Checked(image, usage: null) is ProviderDone picture)
        {
            call.Listener?.Painted(_painted++, picture.Image, picture.ContentType);
        }
    }

    /// <summary>A vendor that has begun to paint may charge for that, whatever it says afterwards.</summary>
    private ProviderRefused Refusal(JsonElement json, VendorReply reply)
    {
        var refused = ErrorBody.OfEvent(json).ToRefusal(reply);
        return !_isBegun ? refused : refused with
        {
            Billed = BilledState.Unknown,
            Error = refused.Error == ProviderError.ContentBlockedInput ? ProviderError.ContentBlockedOutput : refused.Error,
        };
    }
}
