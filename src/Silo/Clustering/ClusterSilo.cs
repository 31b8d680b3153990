using DonatelloAI.Hosting.Clustering;
using Orleans.Clustering.Redis;
using Orleans.Configuration;

namespace DonatelloAI.Silo.Clustering;

/// <summary>A silo among others.</summary>
public static class ClusterSilo
{
    /// <summary>Joins the cluster that keeps its members in Redis.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">Which cluster.</param>
    /// <param name="endpoints">Where the others find this silo.</param>
    /// <param name="recovery">How soon the others are given up.</param>
    public static ISiloBuilder UseCluster(this ISiloBuilder silo, ClusterSettings cluster, SiloEndpoints endpoints, RecoveryOptions recovery)
    {
        silo.UseRedisClustering(redis => RedisMembership.Configure(redis, cluster));
        silo.Configure<ClusterOptions>(names => RedisMembership.Configure(names, cluster));
        silo.Configure<EndpointOptions>(endpoints.Apply);
        silo.Configure<ClusterMembershipOptions>(recovery.Apply);
        silo.Configure<SiloMessagingOptions>(static messaging =>
        {
            messaging.ResponseTimeout = RecoveryOptions.ResponseTimeout;
            messaging.ClientDropTimeout = RecoveryOptions.ClientDropTimeout;
        });
        silo.Services.AddHostedService<MembershipGuard>();
        return silo;
    }

    /// <summary>Asks Kubernetes about the pods of the other silos, where this one is a pod that shall.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="pod">Whether it shall.</param>
    public static ISiloBuilder UsePod(this ISiloBuilder silo, KubernetesPod pod) => pod.IsOn ? silo.UseKubernetesHosting() : silo;
}
