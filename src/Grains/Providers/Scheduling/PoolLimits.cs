using System.Runtime.InteropServices;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>What an account allows.</summary>
/// <param name="MaxConcurrency">Calls at the same time, 1 or more.</param>
/// <param name="RatePerMinute">Calls begun in any minute; null for no limit.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PoolLimits(int MaxConcurrency, int? RatePerMinute)
{
    /// <summary>
    /// The limits of an account by its models. Where they disagree the smallest holds: too slow is mended by a setting, too
    /// fast costs everybody the account. Models that are switched off don't count, unless all are.
    /// </summary>
    public static PoolLimits Of(IEnumerable<OfferedModel> models, int defaultConcurrency)
    {
        var all = models.ToArray();
        var active = Array.FindAll(all, model => model.IsActive);
        var counted = active.Length > 0 ? active : all;
        var concurrency = counted.Select(model => model.MaxConcurrency).Where(limit => limit > 0).DefaultIfEmpty(defaultConcurrency).Min();
        return new PoolLimits(concurrency, counted.Select(model => model.RateLimitPerMinute).Where(limit => limit > 0).Min());
    }
}
