using Microsoft.AspNetCore.Connections;

namespace DonatelloAI.Silo.Clustering;

/// <summary>A silo that is alone in its cluster.</summary>
public static class SingleSilo
{
    // Part of the silo's address only; nothing listens there.
    private const int NamelessPort = 1;
    private const int NoGateway = 0;

    // By which stored state and reminders of an installation are known.
    private const string ServiceId = "donatello";

    /// <summary>
    /// Keeps the cluster inside this process. No port is opened: grains have no authentication of their own, and on a shared
    /// machine an open one would let any local user past the front end.
    /// </summary>
    public static ISiloBuilder UseSingleSilo(this ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(NamelessPort, NoGateway, serviceId: ServiceId);
        foreach (var listener in silo.Services.Where(IsListener).ToList())
        {
            silo.Services.Remove(listener);
            silo.Services.AddKeyedSingleton<IConnectionListenerFactory>(listener.ServiceKey, new ClosedListenerFactory());
        }

        return silo;
    }

    private static bool IsListener(ServiceDescriptor service) =>
        service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory);
}
