using DonatelloAI.Grains.Provenance;

namespace DonatelloAI.Grains.Providers;

/// <summary>
/// A vendor's way of making images: one adapter a vendor. An adapter throws for nothing but cancellation and its own
/// defects; whatever the vendor or the network does becomes an answer.
/// </summary>
public interface IImageProvider
{
    /// <summary>The provider's name in the catalogue, such as <c>openai</c>.</summary>
    string Name { get; }

    /// <summary>How its pictures come into being; by a trained model unless an adapter says otherwise.</summary>
    DigitalSourceType SourceType => DigitalSourceType.TrainedAlgorithmicMedia;

    /// <summary>Why the model cannot be called as it is set up here, in one sentence for an operator; null when it can.</summary>
    string? Missing(OfferedModel model);

    /// <summary>The most that one image may cost, or why nobody can say.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shape">What is asked for, explicit.</param>
    /// <param name="rate">Rate of the price's currency; null where there is none.</param>
    /// <param name="now">The moment of pricing.</param>
    PricingResult Ceiling(OfferedModel model, ImageRequestShape shape, ExchangeRate? rate, DateTimeOffset now) =>
        CeilingPrice.For(shape, PriceVersion.Choose(model.Prices, now), rate, now);

    /// <summary>Begins a call; a synchronous vendor answers with the image.</summary>
    /// <param name="call">What to make, explicit in size, quality and format.</param>
    /// <param name="cancellationToken">Ends the wait: by the call's timeout, or because somebody called it off.</param>
    Task<ProviderAnswer> Start(ProviderCall call, CancellationToken cancellationToken);

    /// <summary>Asks for the answer of a job that <see cref="Start"/> named, perhaps in a process that is gone.</summary>
    Task<ProviderAnswer> Poll(ProviderCall call, ProviderJob job, CancellationToken cancellationToken);

    /// <summary>
    /// Listens to a job while it works, where the vendor tells of it unasked, and tells <see cref="ProviderCall.Listener"/>. Nothing depends on
    /// it: it may end at any time, and the answer still comes from <see cref="Poll"/> alone. Ends when it is cancelled.
    /// </summary>
    Task Listen(ProviderCall call, ProviderJob job, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Calls a job off where the vendor can; true when it did and nothing will be charged.</summary>
    Task<bool> Cancel(ProviderCall call, ProviderJob job, CancellationToken cancellationToken);
}

/// <summary>One attempt as an adapter needs it; texts are in clear and must reach no log.</summary>
public sealed record ProviderCall
{
    /// <summary>The model.</summary>
    public required OfferedModel Model { get; init; }

    /// <summary>The generation; with <see cref="AttemptNo"/> it makes an id that a vendor may use to recognise a repetition.</summary>
    public required Guid GenerationId { get; init; }

    /// <summary>1 and up.</summary>
    public required int AttemptNo { get; init; }

    /// <summary>What is to be seen.</summary>
    public required string Prompt { get; init; }

    /// <summary>What is not to be seen.</summary>
    public string? NegativePrompt { get; init; }

    /// <summary>Style in the caller's words.</summary>
    public string? Style { get; init; }

    /// <summary>The explicit size.</summary>
    public required ImageSize Size { get; init; }

    /// <summary>The explicit quality; null where the model has none.</summary>
    public string? Quality { get; init; }

    /// <summary>The file format, such as <c>png</c>.</summary>
    public required string OutputFormat { get; init; }

    /// <summary>
    /// <c>transparent</c> or <c>opaque</c>; null for the model's own. Only models whose capabilities say transparency are told.
    /// </summary>
    public string? Background { get; init; }

    /// <summary>The seed; null for one of the provider's choosing.</summary>
    public long? Seed { get; init; }

    /// <summary>Partial images to ask for, 0 to <see cref="ImageRequestShape.MaxPartialImages"/>; only models whose capabilities have them are asked.</summary>
    public int PartialImages { get; init; }

    /// <summary>Who is told how far the call is; null for nobody.</summary>
    public ICallListener? Listener { get; init; }

    /// <summary>Opaque id of the end user, for vendors that ask for one: a hash, never a person's id or address.</summary>
    public string? EndUser { get; init; }
}

/// <summary>Hears how far a call is. Every member returns at once and throws nothing, and may be called from any thread.</summary>
public interface ICallListener
{
    /// <summary>A partial image came, checked to be a picture.</summary>
    /// <param name="index">Its place among those of the call, 0 and up.</param>
    /// <param name="image">The bytes, which nobody changes any more.</param>
    /// <param name="contentType">Media type found in the bytes.</param>
    void Painted(int index, ReadOnlyMemory<byte> image, string contentType);

    /// <summary>How much of the picture is painted.</summary>
    /// <param name="fraction">0 to 1.</param>
    void Progressed(double fraction);

    /// <summary>The job seems to have ended: it is worth asking for it now.</summary>
    void LookNow();
}

/// <summary>A job that works at the vendor.</summary>
/// <param name="Id">The vendor's id, at most 255 ASCII characters.</param>
/// <param name="PollAfter">How long to wait before asking.</param>
/// <param name="StateJson">What the adapter needs to ask again after a restart, such as a polling address; no secrets.</param>
public sealed record ProviderJob(string Id, TimeSpan PollAfter, string? StateJson = null);
