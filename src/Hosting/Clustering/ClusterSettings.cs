using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Hosting.Clustering;

/// <summary>How processes of one cluster find each other: section <c>Cluster</c>, and the connection to Redis.</summary>
public sealed class ClusterSettings
{
    /// <summary>Key of <see cref="Redis"/> in the configuration.</summary>
    public const string RedisKey = "ConnectionStrings:Redis";

    private const string DefaultName = "donatello";

    /// <summary>Redis, where the cluster keeps its members, as StackExchange.Redis writes it (<c>host:6379,password=…</c>). No default.</summary>
    [Required(ErrorMessage = $"{RedisKey} is missing: set it to the Redis that keeps the cluster's members, such as 127.0.0.1:6379.")]
    public string? Redis { get; private init; }

    /// <summary>Name of the cluster: processes with the same one belong together; <c>donatello</c> unless told otherwise. Key <c>Cluster:Id</c>.</summary>
    [RegularExpression("[A-Za-z0-9._-]{1,100}", ErrorMessage = "Cluster:Id takes 1 to 100 letters, digits, dots, dashes and underscores.")]
    public string Id { get; private init; } = DefaultName;

    /// <summary>
    /// Name of the installation, by which stored state and reminders are known; it outlives clusters and stays for good.
    /// <c>donatello</c> unless told otherwise. Key <c>Cluster:ServiceId</c>.
    /// </summary>
    [RegularExpression("[A-Za-z0-9._-]{1,100}", ErrorMessage = "Cluster:ServiceId takes 1 to 100 letters, digits, dots, dashes and underscores.")]
    public string ServiceId { get; private init; } = DefaultName;

    /// <summary>Reads the settings.</summary>
    public static ClusterSettings Read(IConfiguration configuration) => new()
    {
        Redis = configuration[RedisKey],
        Id = configuration["Cluster:Id"] ?? DefaultName,
        ServiceId = configuration["Cluster:ServiceId"] ?? DefaultName,
    };
}
