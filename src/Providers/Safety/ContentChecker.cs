using System.Buffers;
using System.Text.Json;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Providers.Http;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Safety;

/// <summary>What adapters of checkers share: the guarded client of vendors, JSON both ways, and refusals in one form.</summary>
public abstract class ContentChecker : IContentChecker, IDisposable
{
    // Whoever asks is less patient; this one keeps a request from outliving everybody.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly VendorClient _client;

    /// <param name="name">The checker's name.</param>
    /// <param name="options">Options without a <see cref="VendorOptions.Problem"/>.</param>
    /// <param name="key">The header with the key.</param>
    /// <param name="time">The clock of timeouts.</param>
    private protected ContentChecker(string name, VendorOptions options, KeyHeader key, TimeProvider time)
    {
        if (options.Problem(name) is { } problem) throw new ArgumentException(problem, nameof(options));

        (Name, _client) = (name, new VendorClient(options.AllowPrivateAddresses, key, time));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public abstract Task<CheckAnswer> CheckText(string text, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<CheckAnswer> CheckImage(ReadOnlyMemory<byte> image, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks once.</summary>
    /// <param name="address">The service's own.</param>
    /// <param name="text">The text in the body, so that no message quotes it; null for none.</param>
    /// <param name="write">Writes the body.</param>
    /// <param name="read">Reads what was found; null where the answer is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    private protected async Task<CheckAnswer> Ask(
        Uri address, string? text, Action<Utf8JsonWriter> write, Func<JsonElement, IReadOnlyList<ContentFinding>?> read, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContentFinding>? found = null;
        var request = VendorRequest.Order(address, Body(write), "application/json", Patience, text);
        var answer = await _client.Exchange(
            request,
            reply =>
            {
                using var json = reply.IsOk ? reply.Json() : null;
                found = json is null ? null : read(json.RootElement);
                return reply.IsOk ? Answers.Invalid("The answer is no verdict.", null, Grains.Generations.BilledState.No) : reply.Refuse(null);
            },
            cancellationToken);
        return found is not null ? new Checked(found) : Failed((ProviderRefused)answer);
    }

    /// <summary>What the service does not take as it is says nothing about its health.</summary>
    private static CheckFailed Failed(ProviderRefused refused) =>
        new(JsonNamingPolicy.SnakeCaseLower.ConvertName(refused.Error.ToString()), IsSick: refused.Error != ProviderError.InvalidRequest);

    private static ReadOnlyMemory<byte> Body(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }
}
