namespace DonatelloAI.Testing.Providers;

/// <summary>What <see cref="FakeImageVendor"/> does with a stream instead of ending it well.</summary>
public enum StreamFault
{
    /// <summary>Partial images, then the image.</summary>
    None,

    /// <summary>The connection is reset after the partial images.</summary>
    Cut,

    /// <summary>The stream ends properly after the partial images, without the image.</summary>
    EndedEarly,

    /// <summary>An event of 300 MB after the partial images.</summary>
    GiantEvent,

    /// <summary>Small events without end.</summary>
    ManyEvents,

    /// <summary>Nothing more after the partial images, and the connection stays open.</summary>
    Silence,

    /// <summary>The image in pieces of a few bytes.</summary>
    Drip,

    /// <summary>Bytes that are no events.</summary>
    Garbage,

    /// <summary>Partial images that are no base64, then the image.</summary>
    PartialNoBase64,

    /// <summary>Partial images that are no pictures, then the image.</summary>
    PartialNoPicture,

    /// <summary>The image is no base64.</summary>
    ImageNoBase64,

    /// <summary>The last event is no JSON.</summary>
    ImageNoJson,

    /// <summary>Partial images after the image, too.</summary>
    PartialsAfterwards,

    /// <summary>More partial images than were asked for, then the image.</summary>
    TooManyPartials,

    /// <summary>An error of the server after the partial images.</summary>
    Error,

    /// <summary>The same, as a flat object.</summary>
    FlatError,

    /// <summary>Blocked by moderation before the first partial image.</summary>
    BlockedAtOnce,

    /// <summary>Blocked by moderation after the partial images.</summary>
    BlockedLater,

    /// <summary>Events without a line <c>event:</c>, as some servers send them, and <c>[DONE]</c> at the end.</summary>
    TypesAlone,

    /// <summary>No stream at all: the image as JSON, as from a server that does not know the parameter.</summary>
    NoStream,
}
