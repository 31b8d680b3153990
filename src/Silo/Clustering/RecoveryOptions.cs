using System.ComponentModel.DataAnnotations;
using DonatelloAI.Hosting;
using Orleans.Configuration;

namespace DonatelloAI.Silo.Clustering;

/// <summary>
/// How soon a cluster does without a silo that died or hangs. With the defaults here, calls to its grains succeed again after 3 to 5 s under load, on two cores;
/// with those of Orleans it is 11 to 14 s when it died and 1 to 2 min when it hangs. What it costs is that a silo which
/// only stalled for two and a half seconds is declared dead and starts anew: nothing is lost by that, because whatever must not happen twice is
/// fenced in the database.
/// </summary>
public sealed class RecoveryOptions
{
    private const string ProbeKey = "Cluster:ProbeMilliseconds";
    private const string MissedKey = "Cluster:MissedProbes";
    private const string VotesKey = "Cluster:DeathVotes";

    /// <summary>Milliseconds between probes, and until one counts as missed; 600 unless told otherwise. Key <c>Cluster:ProbeMilliseconds</c>.</summary>
    [Range(100, 60_000, ErrorMessage = $"{ProbeKey} takes 100 to 60000.")]
    public int ProbeMilliseconds { get; private init; } = 600;

    /// <summary>Probes missed in a row until a silo is suspected; 4 unless told otherwise. Key <c>Cluster:MissedProbes</c>.</summary>
    [Range(1, 100, ErrorMessage = $"{MissedKey} takes 1 to 100.")]
    public int MissedProbes { get; private init; } = 4;

    /// <summary>
    /// Silos that must suspect another to declare it dead; 1 unless told otherwise, which suits two silos. From four silos on 2 is better:
    /// one silo with a bad network then expels nobody. Key <c>Cluster:DeathVotes</c>.
    /// </summary>
    [Range(1, 10, ErrorMessage = $"{VotesKey} takes 1 to 10.")]
    public int DeathVotes { get; private init; } = 1;

    /// <summary>
    /// Seconds after which a call between silos counts as unanswered: 20, above the 15 s that a commit may take. Calls in flight to a silo
    /// that dies wait this long.
    /// </summary>
    internal static TimeSpan ResponseTimeout { get; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Seconds for which a silo keeps answers to a front end whose connection broke: 1, where the runtime's own default is a minute. Until then
    /// it sends them to nobody, although the front end has long asked by way of another silo.
    /// </summary>
    internal static TimeSpan ClientDropTimeout { get; } = TimeSpan.FromSeconds(1);

    private static TimeSpan TableRefresh { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads the settings.</summary>
    public static RecoveryOptions Read(IConfiguration configuration) => new()
    {
        ProbeMilliseconds = SettingsReader.Number(configuration, ProbeKey, 600),
        MissedProbes = SettingsReader.Number(configuration, MissedKey, 4),
        DeathVotes = SettingsReader.Number(configuration, VotesKey, 1),
    };

    /// <summary>Tells Orleans. The check of connections is off: one that is open says nothing about a process that hangs behind it.</summary>
    internal void Apply(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromMilliseconds(ProbeMilliseconds);
        membership.NumMissedProbesLimit = MissedProbes;
        membership.NumVotesForDeathDeclaration = DeathVotes;
        membership.TableRefreshTimeout = TableRefresh;
        membership.EnableConnectionLivenessCheck = false;
    }
}
