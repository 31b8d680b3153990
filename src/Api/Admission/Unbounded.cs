namespace DonatelloAI.Api.Admission;

/// <summary>Metadata of an endpoint that is not counted: it must answer under load, or stays open for long and has places of its own.</summary>
internal sealed class Unbounded
{
    /// <summary>True when the request is for such an endpoint.</summary>
    public static bool Is(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Unbounded>() is not null;
}
