namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>Chooses a model for an order. Pure.</summary>
public static class ModelRouter
{
    /// <summary>How much the price counts where nobody says so, 0.7.</summary>
    public const decimal DefaultCostWeight = 0.7m;

    /// <summary>A <see cref="Route"/> or a <see cref="RouteRefused"/>.</summary>
    public static RoutingResult Choose(RoutingRequest request) => throw new NotSupportedException($"Not routed yet: {request.Now}.");
}
