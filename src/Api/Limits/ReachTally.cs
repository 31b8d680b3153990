using DonatelloAI.Contracts.Limits;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Limits;

/// <summary>
/// What callers asked for in vain since the last report, since it is above their role or not theirs, counted by person, route and code. What they asked
/// for is not kept: an id that was guessed says nothing, and one that was not belongs to somebody else.
/// </summary>
internal sealed class ReachTally(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Dictionary<Key, Line> _lines = [];

    /// <summary>Counts a refusal.</summary>
    /// <param name="caller">Who asked; null where nobody was asked for a credential.</param>
    /// <param name="route">Method and pattern.</param>
    /// <param name="code">The refusal's code.</param>
    public void Count(Caller? caller, string route, string code)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            LineOf(new Key(caller?.OrganizationId, caller?.UserId, route, code), now).Add(now);
        }
    }

    /// <summary>Everything since the last one, and begins anew.</summary>
    public IReadOnlyList<ReachCount> Take()
    {
        Dictionary<Key, Line> lines;
        lock (_lock)
        {
            (lines, _lines) = (_lines, []);
        }

        return [.. lines.Select(static line => line.Value.ToCount(line.Key))];
    }

    /// <summary>Those beyond the most that a report takes are told together, on one last line.</summary>
    private Line LineOf(Key key, DateTimeOffset now)
    {
        if (!_lines.ContainsKey(key) && _lines.Count >= FailureReport.MaxCounts - 1)
        {
            key = new Key(null, null, "*", "*");
        }

        if (!_lines.TryGetValue(key, out var line))
        {
            _lines[key] = line = new Line(now);
        }

        return line;
    }

    private readonly record struct Key(Guid? OrganizationId, Guid? UserId, string Route, string Code);

    private sealed class Line(DateTimeOffset firstAt)
    {
        private DateTimeOffset _lastAt;
        private long _attempts;

        public void Add(DateTimeOffset now)
        {
            _attempts++;
            _lastAt = now;
        }

        public ReachCount ToCount(Key key) => new()
        {
            OrganizationId = key.OrganizationId,
            UserId = key.UserId,
            Route = key.Route,
            Code = key.Code,
            Attempts = _attempts,
            FirstAt = firstAt,
            LastAt = _lastAt,
        };
    }
}
