using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Clustering;
using DonatelloAI.Hosting.Generations;
using DonatelloAI.Hosting.Keys;
using DonatelloAI.Silo.Audit;
using DonatelloAI.Silo.Clustering;

namespace DonatelloAI.Silo;

/// <summary>What a silo of a cluster is told before it is composed.</summary>
internal sealed record SiloSettings(
    DatabaseOptions Database,
    ClusterSettings Cluster,
    SiloEndpoints Endpoints,
    RecoveryOptions Recovery,
    SheddingOptions Shedding,
    KubernetesPod Pod,
    KeysSettings Keys,
    ImageSettings Images,
    AuditSettings Audit)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartRefusedException">Something is missing or wrong; all of it is named.</exception>
    public static SiloSettings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var settings = new SiloSettings(
            reader.Read(DatabaseOptions.Read),
            reader.Read(ClusterSettings.Read),
            reader.Read(SiloEndpoints.Read),
            reader.Read(RecoveryOptions.Read),
            reader.Read(SheddingOptions.Read),
            reader.Read(KubernetesPod.Read),
            reader.Read(KeysSettings.Read),
            reader.Read(source => ImageSettings.Read(source)),
            reader.Read(AuditSettings.Read));
        reader.RefuseIfWrong();
        return settings;
    }
}
