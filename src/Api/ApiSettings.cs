using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Limits;
using DonatelloAI.Api.Sessions;
using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Clustering;
using DonatelloAI.Hosting.Generations;
using DonatelloAI.Hosting.Keys;

namespace DonatelloAI.Api;

/// <summary>What a front end in a process of its own is told before it is composed.</summary>
internal sealed record ApiSettings(
    ClusterSettings Cluster, KeysSettings Keys, ImageSettings Images, AdmissionSettings Admission, FailedAttemptSettings FailedAttempts,
    TrustedProxies TrustedProxies, Uri? PublicUrl)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartRefusedException">Something is missing or wrong; all of it is named.</exception>
    public static ApiSettings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var settings = new ApiSettings(
            reader.Read(ClusterSettings.Read), reader.Read(KeysSettings.Read), reader.Read(source => ImageSettings.Read(source)),
            reader.Read(AdmissionSettings.Read), reader.Read(FailedAttemptSettings.Read), TrustedProxies.Read(configuration), PublicAddress.Read(configuration));
        reader.RefuseIfWrong();
        return settings;
    }
}
