using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Testing.Providers;

/// <content>Streams with partial images.</content>
public sealed partial class FakeImageVendor
{
    /// <summary>Tokens that a partial image costs.</summary>
    public const int PartialTokens = 100;

    private const string Kind = "image_generation";
    private const int DripBytes = 64;

    private readonly ConcurrentQueue<StreamFault> _streams = new();

    /// <summary>What happens to the next streams, one each.</summary>
    public void NextStreams(params StreamFault[] faults)
    {
        foreach (var fault in faults) _streams.Enqueue(fault);
    }

    /// <summary>Partial images asked for; 0 for a call that is no stream.</summary>
    private static int Partials(JsonObject json) => json["stream"]?.GetValue<bool>() == true ? json["partial_images"]?.GetValue<int>() ?? 0 : 0;

    private static int Partials(HttpContext context) => context.Items[Kind] as int? ?? 0;

    /// <summary>True for what no vendor takes: a partial image without a stream, or too many of them.</summary>
    private bool IsMisfit(JsonObject json) =>
        json["partial_images"]?.GetValue<int>() is { } partials && (json["stream"]?.GetValue<bool>() != true || partials < (IsAzure ? 1 : 0) || partials > 3);

    private async Task Stream(HttpContext context, VendorFault how)
    {
        var fault = _streams.TryDequeue(out var next) ? next : StreamFault.None;
        if (fault == StreamFault.NoStream)
        {
            await Send(context, Success(Picture));
            return;
        }

        context.Response.ContentType = "text/event-stream; charset=utf-8";
        var partials = fault is StreamFault.BlockedAtOnce or StreamFault.Garbage ? 0 : fault == StreamFault.TooManyPartials ? 8 : Partials(context);
        for (var index = 0; index < partials; index++) await Event(context, "partial_image", Partial(index, fault), fault);
        if (how == VendorFault.Slow) await Released(context);
        await EndOf(context, fault, partials);
    }

    private Task EndOf(HttpContext context, StreamFault fault, int partials) => fault switch
    {
        StreamFault.Cut => Abort(context),
        StreamFault.EndedEarly => Task.CompletedTask,
        StreamFault.GiantEvent => Line(context, "data: ", () => Pour(context, GiantBytes)),
        StreamFault.ManyEvents => Many(context),
        StreamFault.Silence => Forever(context),
        StreamFault.Drip => Drip(context, Text("completed", Whole(fault, partials), fault)),
        StreamFault.Garbage => Write(context, "\0\u0001 no events\r\rdata\n:\n\n<html>"),
        StreamFault.Error => Event(context, "error", Error("server_error", "The server had an error.", null), fault),
        StreamFault.FlatError => Event(context, "error", new JsonObject { ["type"] = "error", ["code"] = "server_error", ["message"] = Sentence(context, "Failed.") }, fault),
        StreamFault.BlockedAtOnce or StreamFault.BlockedLater =>
            Event(context, "error", Error("image_generation_user_error", Sentence(context, "Rejected by the safety system."), "moderation_blocked"), fault),
        StreamFault.PartialsAfterwards => Afterwards(context, partials),
        StreamFault.TypesAlone => Alone(context, partials),
        _ => Event(context, "completed", Whole(fault, partials), fault),
    };

    private JsonObject Partial(int index, StreamFault fault) => Facts("partial_image", fault switch
    {
        StreamFault.PartialNoBase64 => "####",
        StreamFault.PartialNoPicture => Convert.ToBase64String("No picture"u8),
        _ => Base64,
    }).With("partial_image_index", index);

    private JsonObject Whole(StreamFault fault, int partials)
    {
        var output = 272 + (PartialTokens * partials);
        return Facts("completed", fault == StreamFault.ImageNoBase64 ? "####" : Base64).With("usage", new JsonObject
        {
            ["input_tokens"] = 12,
            ["input_tokens_details"] = new JsonObject { ["text_tokens"] = 12, ["image_tokens"] = 0 },
            ["output_tokens"] = output,
            ["output_tokens_details"] = new JsonObject { ["image_tokens"] = output, ["text_tokens"] = 0 },
            ["total_tokens"] = 12 + output,
        });
    }

    private static JsonObject Facts(string what, string base64) => new()
    {
        ["type"] = $"{Kind}.{what}",
        ["b64_json"] = base64,
        ["created_at"] = 1,
        ["size"] = "1024x1024",
        ["quality"] = "low",
        ["background"] = "opaque",
        ["output_format"] = "jpeg",
    };

    private static JsonObject Error(string type, string message, string? code) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = code },
    };

    private async Task Afterwards(HttpContext context, int partials)
    {
        await Event(context, "completed", Whole(StreamFault.None, partials), StreamFault.None);
        await Event(context, "partial_image", Partial(partials, StreamFault.None), StreamFault.None);
    }

    private async Task Alone(HttpContext context, int partials)
    {
        await Event(context, "completed", Whole(StreamFault.None, partials), StreamFault.TypesAlone);
        await Write(context, "data: [DONE]\n\n");
    }

    private static async Task Many(HttpContext context)
    {
        for (var i = 0; i < 100_000; i++) await Write(context, "event: ping\ndata: {}\n\n");
    }

    private static async Task Drip(HttpContext context, string text)
    {
        for (var i = 0; i < text.Length; i += DripBytes) await Write(context, text[i..Math.Min(text.Length, i + DripBytes)]);
    }

    private static async Task Line(HttpContext context, string begin, Func<Task> rest)
    {
        await Write(context, begin);
        await rest();
    }

    private static Task Event(HttpContext context, string what, JsonObject data, StreamFault fault) => Write(context, Text(what, data, fault));

    private static string Text(string what, JsonObject data, StreamFault fault)
    {
        var name = what == "error" ? what : $"{Kind}.{what}";
        var json = fault == StreamFault.ImageNoJson && what == "completed" ? "{\"type\":" : data.ToJsonString();
        return fault == StreamFault.TypesAlone ? $"data: {json}\n\n" : $"event: {name}\ndata: {json}\n\n";
    }

    private static async Task Write(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}

internal static class JsonObjects
{
    public static JsonObject With(this JsonObject json, string name, JsonNode value)
    {
        json[name] = value;
        return json;
    }
}
