using System.Net.Http.Headers;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>
/// OpenAI's images API, and servers that speak it. One call makes one picture and is paid when it was made, so the one thing
/// that counts here is to know whether a request began to be sent: before, it cost nothing; after, only an answer tells.
/// Nothing is sent twice. Texts and keys reach no log and no exception.
/// </summary>
public sealed class OpenAiCompatibleProvider : IImageProvider, IDisposable
{
    /// <summary>Largest answer in bytes: a picture of <see cref="ImageFetcher.MaxBytes"/> is a third longer in base64.</summary>
    public const int MaxAnswerBytes = 64 * 1024 * 1024;

    private const int MaxErrorBytes = 256 * 1024;

    private readonly OpenAiCompatibleOptions _options;
    private readonly IReadOnlyList<string> _parameters;
    private readonly Uri _address;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly ImageFetcher _fetcher;

    /// <summary>An adapter for one server.</summary>
    /// <param name="name">The provider's name in the catalogue.</param>
    /// <param name="options">Options without a <see cref="OpenAiCompatibleOptions.Problem"/>.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="dialer">Opens connections; null for one that follows the options.</param>
    public OpenAiCompatibleProvider(string name, OpenAiCompatibleOptions options, TimeProvider time, GuardedDialer? dialer = null)
    {
        if (options.Problem(name) is { } problem) throw new ArgumentException(problem, nameof(options));

        Name = name;
        _options = options;
        _parameters = options.ParametersOf(name);
        _address = new Uri(options.BaseAddress(name)!, "images/generations");
        _time = time;
        dialer ??= new GuardedDialer(options.AllowPrivateAddresses);
        _client = VendorHttp.Client(dialer);
        _fetcher = new ImageFetcher(options.AllowPrivateAddresses, dialer);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Missing(OfferedModel model) =>
        _options.ApiKeyFile is { } file && !File.Exists(file)
            ? $"{OpenAiCompatibleOptions.Section}:{Name}:ApiKeyFile names a file that is not there."
        : Name == OpenAiCompatibleOptions.OpenAi && _options.ApiKey is null && _options.ApiKeyFile is null
            ? $"{OpenAiCompatibleOptions.Section}:{Name}:ApiKey or ApiKeyFile is missing."
        : null;

    /// <inheritdoc/>
    public async Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken)
    {
        var (key, problem) = await ReadKey(cancellationToken);
        if (problem is not null) return Refused(ProviderError.Authentication, BilledState.No, problem);

        using var timeout = new CancellationTokenSource(call.Model.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var content = new SentContent(GenerationRequest.Write(call, _parameters));
        try
        {
            return await Send(content, key, either.Token);
        }
        catch (Exception failure) when (IsNetwork(failure) && !cancellationToken.IsCancellationRequested)
        {
            return content.IsBegun ? BrokenOff() : NotReached(failure);
        }
    }

    /// <inheritdoc/>
    public Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderAnswer>(Refused(ProviderError.InvalidRequest, BilledState.Unknown, "This vendor has no jobs: it answers with the picture."));

    /// <inheritdoc/>
    public Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _fetcher.Dispose();
    }

    private static bool IsNetwork(Exception failure) => failure is HttpRequestException or IOException or OperationCanceledException;

    private static ProviderRefused Refused(ProviderError error, BilledState billed, string message) =>
        new() { Error = error, Billed = billed, Message = message };

    private static ProviderRefused BrokenOff() =>
        Refused(ProviderError.OutcomeUnknown, BilledState.Unknown, "The vendor's answer did not come in time or broke off.");

    private static ProviderRefused NotReached(Exception failure) => Refused(
        ProviderError.Unreachable,
        BilledState.No,
        failure is HttpRequestException { InnerException: AddressRefusedException refused }
            ? $"The vendor's address is refused: {refused.Message} AllowPrivateAddresses opens private ones."
            : "The vendor could not be reached.");

    private async Task<ProviderAnswer> Send(SentContent content, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content, Version = _client.DefaultRequestVersion };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (_options.Organization is { } organization) request.Headers.Add("OpenAI-Organization", organization);

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var answer = (int)response.StatusCode is 200 ? await Picture(response, cancellationToken) : await Error(response, cancellationToken);
        return answer with { RequestId = RequestId(response) };
    }

    private async Task<ProviderAnswer> Picture(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (await BoundedBody.Read(response.Content, MaxAnswerBytes, cancellationToken) is not { } body)
            return GenerationResponse.InvalidAnswer($"The vendor's answer is larger than {MaxAnswerBytes} bytes.", null, BilledState.Unknown);

        return GenerationResponse.Read(body) switch
        {
            { Refusal: { } refusal } => refusal,
            { Image: { } image, Usage: var usage } => Bounded(image, usage),
            { Address: var address, Usage: var usage } => await Delivery(address!, usage, cancellationToken),
        };
    }

    private async Task<ProviderAnswer> Delivery(Uri address, ProviderUsage? usage, CancellationToken cancellationToken)
    {
        var fetched = await _fetcher.Fetch(address, cancellationToken);
        return fetched.Bytes is { } bytes
            ? GenerationResponse.Checked(bytes, usage)
            : GenerationResponse.InvalidAnswer(fetched.Problem!, usage, BilledState.Yes);
    }

    private static ProviderAnswer Bounded(byte[] image, ProviderUsage? usage) => image.Length <= ImageFetcher.MaxBytes
        ? GenerationResponse.Checked(image, usage)
        : GenerationResponse.InvalidAnswer($"The picture is larger than {ImageFetcher.MaxBytes} bytes.", usage, BilledState.Yes);

    private async Task<ProviderAnswer> Error(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await ErrorText(response, cancellationToken);
        return ErrorBody.Read(body).ToRefusal((int)response.StatusCode, RetryAfter.Of(response.Headers, _time.GetUtcNow()));
    }

    // The status alone names the class where the body breaks off.
    private static async Task<ReadOnlyMemory<byte>> ErrorText(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedBody.Read(response.Content, MaxErrorBytes, cancellationToken) ?? default;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return default;
        }
    }

    private static string? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-request-id", out var values)
        && values.FirstOrDefault() is { Length: >= 1 and <= 255 } id && id.All(sign => sign is > ' ' and < '\x7F')
            ? id
            : null;

    private async Task<(string? Key, string? Problem)> ReadKey(CancellationToken cancellationToken)
    {
        if (_options.ApiKeyFile is not { } file) return (_options.ApiKey, null);

        try
        {
            var key = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
            return OpenAiCompatibleOptions.IsKey(key) ? (key, null) : (null, "The file with the vendor's key holds no key.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, "The file with the vendor's key cannot be read.");
        }
    }
}
