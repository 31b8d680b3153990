using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.OpenAiCompatible;

/// <summary>OpenAI's images API, spoken to any server that has it. One call makes one picture and is paid when it was made.</summary>
/// <param name="client">Sends to that server.</param>
/// <param name="parameters">Which optional fields are sent.</param>
internal sealed class ImagesApi(VendorClient client, IReadOnlyList<string> parameters)
{
    /// <summary>Makes a picture.</summary>
    /// <param name="call">What to make.</param>
    /// <param name="address">Where the server takes it.</param>
    /// <param name="model">The model's name there.</param>
    /// <param name="cancellationToken">Somebody calls it off.</param>
    /// <param name="headers">Headers beside the key's.</param>
    public Task<ProviderAnswer> Generate(
        ProviderCall call, Uri address, string model, CancellationToken cancellationToken, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var body = GenerationRequest.Write(call, parameters, model);
        var order = VendorRequest.Order(address, body, "application/json", call.Model.Timeout, call.Prompt, headers);
        return call.PartialImages == 0
            ? client.Exchange(order, Answer, cancellationToken)
            : client.Listen(order, (events, patience) => Hear(call, events, patience), Answer, cancellationToken);
    }

    private Task<ProviderAnswer> Answer(VendorReply reply, CancellationToken cancellationToken) => reply.IsOk
        ? Answer(GenerationResponse.Read(reply), cancellationToken)
        : Task.FromResult<ProviderAnswer>(ErrorBody.Read(reply).ToRefusal(reply));

    private async Task<ProviderAnswer> Hear(ProviderCall call, VendorEvents events, CancellationToken cancellationToken) =>
        await Answer(await new ImageEvents(call).Read(events, cancellationToken), cancellationToken);

    private async Task<ProviderAnswer> Answer(GenerationResponse response, CancellationToken cancellationToken) => response switch
    {
        { Refusal: { } refusal } => refusal,
        { Image: { } image } => response.Checked(image),
        _ => await Delivery(response, cancellationToken),
    };

    private async Task<ProviderAnswer> Delivery(GenerationResponse response, CancellationToken cancellationToken)
    {
        var fetched = await client.Fetch(response.Address!, cancellationToken);
        return fetched.Bytes is { } bytes ? response.Checked(bytes) : Answers.Invalid(fetched.Problem!, response.Usage, BilledState.Yes);
    }
}
