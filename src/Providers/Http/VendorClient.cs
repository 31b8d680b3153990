using System.Net;
using System.Net.WebSockets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Http;

/// <summary>
/// Sends requests to one vendor, each once. The one thing that counts is to know whether a request that may cost began to be
/// sent: before, it cost nothing; after, only an answer tells. Texts and keys reach no log and no exception.
/// </summary>
/// <param name="allowPrivate">True where the vendor may lie in a private network.</param>
/// <param name="key">The header with the vendor's key.</param>
/// <param name="time">The clock of timeouts.</param>
/// <param name="dialer">Opens connections; null for one that follows <paramref name="allowPrivate"/>.</param>
public sealed class VendorClient(bool allowPrivate, KeyHeader key, TimeProvider time, GuardedDialer? dialer = null) : IDisposable
{
    private readonly HttpClient _client = VendorHttp.Client(dialer ?? new GuardedDialer(allowPrivate));
    private readonly ImageFetcher _fetcher = new(allowPrivate, dialer);

    /// <summary>Sends a request and has its answer read; failures of the network become answers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Makes an answer of the vendor's; may fetch what it names within the same time.</param>
    /// <param name="cancellationToken">Somebody calls it off.</param>
    public Task<ProviderAnswer> Exchange(
        VendorRequest request, Func<VendorReply, CancellationToken, Task<ProviderAnswer>> read, CancellationToken cancellationToken) =>
        Exchange(request, null, read, cancellationToken);

    /// <summary>Sends a request whose answer may come as events; failures of the network become answers, also in the middle of a stream.</summary>
    /// <param name="request">The request.</param>
    /// <param name="listen">Makes an answer of the vendor's events.</param>
    /// <param name="read">Makes one of an answer that is no stream: an error, or of a vendor that does not stream.</param>
    /// <param name="cancellationToken">Somebody calls it off.</param>
    public Task<ProviderAnswer> Listen(
        VendorRequest request,
        Func<VendorEvents, CancellationToken, Task<ProviderAnswer>> listen,
        Func<VendorReply, CancellationToken, Task<ProviderAnswer>> read,
        CancellationToken cancellationToken) => Exchange(request, listen, read, cancellationToken);

    /// <summary>Sends a request whose answer is read without waiting for anything.</summary>
    public Task<ProviderAnswer> Exchange(VendorRequest request, Func<VendorReply, ProviderAnswer> read, CancellationToken cancellationToken) =>
        Exchange(request, (reply, _) => Task.FromResult(read(reply)), cancellationToken);

    /// <summary>Fetches a picture that an answer names, without the key.</summary>
    public Task<FetchResult> Fetch(Uri address, CancellationToken cancellationToken) => _fetcher.Fetch(address, cancellationToken);

    /// <summary>
    /// Opens a WebSocket at the vendor's, with the key and through the same guard as every request; null where that does not succeed. The caller
    /// disposes of it.
    /// </summary>
    /// <param name="address">The vendor's own address, of the scheme http or https.</param>
    /// <param name="cancellationToken">Nobody wants it any more.</param>
    public async Task<WebSocket?> OpenSocket(Uri address, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(VendorRequest.QuestionTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var reading = await key.Source.Read(either.Token);
        if (reading.Problem is not null) return null;

        var socket = new ClientWebSocket();
        try
        {
            key.Set(socket.Options, reading.Key);
            var target = new UriBuilder(address) { Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs };
            await socket.ConnectAsync(target.Uri, _client, either.Token);
            return socket;
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (!cancellationToken.IsCancellationRequested && (failure is WebSocketException || IsNetwork(failure))) return null;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _fetcher.Dispose();
    }

    private static bool IsNetwork(Exception failure) => failure is HttpRequestException or IOException or OperationCanceledException;

    private static ProviderRefused BrokenOff() =>
        Answers.Refused(ProviderError.OutcomeUnknown, BilledState.Unknown, "The vendor's answer did not come in time or broke off.");

    private static ProviderRefused Unanswered() =>
        Answers.Refused(ProviderError.OutcomeUnknown, BilledState.Unknown, "The vendor did not answer a question about its job.");

    private static ProviderRefused NotReached(Exception failure) => Answers.Refused(
        ProviderError.Unreachable,
        BilledState.No,
        failure is HttpRequestException { InnerException: AddressRefusedException refused }
            ? $"The vendor's address is refused: {refused.Message} AllowPrivateAddresses opens private ones."
            : "The vendor could not be reached.");

    private async Task<ProviderAnswer> Exchange(
        VendorRequest request,
        Func<VendorEvents, CancellationToken, Task<ProviderAnswer>>? listen,
        Func<VendorReply, CancellationToken, Task<ProviderAnswer>> read,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var content = request.MediaType is { } mediaType ? new SentContent(request.Body, mediaType) : null;
        try
        {
            return await Send(request, content, listen, read, either.Token);
        }
        catch (Exception failure) when (IsNetwork(failure) && !cancellationToken.IsCancellationRequested)
        {
            return content is null ? Unanswered() : content.IsBegun ? BrokenOff() : NotReached(failure);
        }
    }

    private async Task<ProviderAnswer> Send(
        VendorRequest request,
        SentContent? content,
        Func<VendorEvents, CancellationToken, Task<ProviderAnswer>>? listen,
        Func<VendorReply, CancellationToken, Task<ProviderAnswer>> read,
        CancellationToken cancellationToken)
    {
        var reading = await key.Source.Read(cancellationToken);
        if (reading.Problem is { } problem)
            return Answers.Refused(ProviderError.Authentication, request.IsQuestion ? BilledState.Unknown : BilledState.No, problem);

        using var message = Message(request, content);
        key.Set(message, reading.Key);
        using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var (reply, answer) = listen is not null && VendorEvents.IsStream(response)
            ? await Hear(response, [reading.Key, request.Prompt], listen, cancellationToken)
            : await Read(response, [reading.Key, request.Prompt], read, cancellationToken);
        return answer.RequestId is null ? answer with { RequestId = reply.RequestId } : answer;
    }

    private async Task<(VendorReply Reply, ProviderAnswer Answer)> Read(
        HttpResponseMessage response, string?[] secrets, Func<VendorReply, CancellationToken, Task<ProviderAnswer>> read, CancellationToken cancellationToken)
    {
        var reply = await VendorReply.Read(response, time.GetUtcNow(), secrets, cancellationToken);
        return (reply, reply.IsTooLarge
            ? Answers.Invalid($"The vendor's answer is larger than {VendorReply.MaxAnswerBytes} bytes.", null, BilledState.Unknown)
            : await read(reply, cancellationToken));
    }

    private async Task<(VendorReply Reply, ProviderAnswer Answer)> Hear(
        HttpResponseMessage response, string?[] secrets, Func<VendorEvents, CancellationToken, Task<ProviderAnswer>> listen, CancellationToken cancellationToken)
    {
        var reply = VendorReply.Head(response, time.GetUtcNow(), secrets);
        try
        {
            return (reply, await listen(new VendorEvents(response, reply, time), cancellationToken));
        }
        catch (EventsTooLargeException)
        {
            return (reply, Answers.Invalid(
                $"The vendor's stream is larger than {VendorEvents.MaxEventBytes} bytes an event or has more than {VendorEvents.MaxEvents} events.", null, BilledState.Unknown));
        }
    }

    private static HttpRequestMessage Message(VendorRequest request, SentContent? content)
    {
        var message = new HttpRequestMessage(request.Method, request.Address) { Content = content, Version = HttpVersion.Version11 };
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}
