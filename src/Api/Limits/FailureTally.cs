using System.Net;
using DonatelloAI.Contracts.Limits;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Limits;

/// <summary>
/// Refused credentials since the last report, counted by organisation and reason. Addresses are told apart by hashes that change with each process
/// and never leave it.
/// </summary>
internal sealed class FailureTally(TimeProvider time)
{
    /// <summary>Addresses that are told apart in one count; further ones count as none.</summary>
    public const int MaxAddresses = 1_000;

    private readonly Lock _lock = new();
    private Dictionary<(Guid?, AuthenticationRefusal?), Line> _lines = [];

    /// <summary>Counts a refusal.</summary>
    /// <param name="organizationId">Whose person the credential names; null for nobody's.</param>
    /// <param name="reason">Why; null when it was not looked at.</param>
    /// <param name="address">Where it came from.</param>
    public void Count(Guid? organizationId, AuthenticationRefusal? reason, IPAddress address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            LineOf(organizationId, reason, now).Add(address, now);
        }
    }

    /// <summary>Everything since the last one, and begins anew.</summary>
    public IReadOnlyList<FailureCount> Take()
    {
        Dictionary<(Guid?, AuthenticationRefusal?), Line> lines;
        lock (_lock)
        {
            (lines, _lines) = (_lines, []);
        }

        return [.. lines.Select(static line => line.Value.ToCount(line.Key))];
    }

    /// <summary>Organisations beyond the most that a report takes are told together, under none.</summary>
    private Line LineOf(Guid? organizationId, AuthenticationRefusal? reason, DateTimeOffset now)
    {
        var reasons = Enum.GetValues<AuthenticationRefusal>().Length + 1;
        var key = (organizationId is null || _lines.Count < FailureReport.MaxCounts - reasons || _lines.ContainsKey((organizationId, reason)) ? organizationId : null, reason);
        if (!_lines.TryGetValue(key, out var line))
        {
            _lines[key] = line = new Line(now);
        }

        return line;
    }

    private sealed class Line(DateTimeOffset firstAt)
    {
        private readonly HashSet<int> _addresses = [];
        private DateTimeOffset _lastAt;
        private long _attempts;

        public void Add(IPAddress address, DateTimeOffset now)
        {
            _attempts++;
            _lastAt = now;
            if (_addresses.Count < MaxAddresses)
            {
                _addresses.Add(HashCode.Combine(address));
            }
        }

        public FailureCount ToCount((Guid? OrganizationId, AuthenticationRefusal? Reason) key) => new()
        {
            OrganizationId = key.OrganizationId,
            Reason = key.Reason,
            Attempts = _attempts,
            Addresses = _addresses.Count,
            FirstAt = firstAt,
            LastAt = _lastAt,
        };
    }
}
