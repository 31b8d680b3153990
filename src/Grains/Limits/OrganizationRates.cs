using System.Collections.Concurrent;
using DonatelloAI.Contracts.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace DonatelloAI.Grains.Limits;

/// <summary>
/// Spends this silo's slices of organisations' rates. It answers at once while it has a slice and renews it before that is spent; only who finds
/// none waits for a call. While an organisation's grain cannot be reached, this silo keeps to the whole rate by its own count.
/// </summary>
public sealed partial class OrganizationRates : IDisposable
{
    /// <summary>How long the organisation's grain is waited for: a second.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How long it is not waited for again after that: 5 seconds.</summary>
    public static readonly TimeSpan PauseWithout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Answers of the grain that a request waits for, at most; each of them serves all who waited when it was asked.</summary>
    private const int MaxRounds = 16;

    private readonly ConcurrentDictionary<Guid, Account> _accounts = new();
    private readonly Func<Guid, IOrganizationRateGrain> _lender;
    private readonly int _limit;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer? _sweep;

    /// <summary>Begins without a slice.</summary>
    /// <param name="grains">Reach the lenders.</param>
    /// <param name="options">The rate.</param>
    /// <param name="time">The domain's clock.</param>
    /// <param name="logger">Is told when a lender cannot be reached.</param>
    public OrganizationRates(
        IGrainFactory grains,
        IOptions<LimitOptions> options,
        [FromKeyedServices(DomainClock.Key)] TimeProvider time,
        ILogger<OrganizationRates> logger)
        : this(id => grains.GetGrain<IOrganizationRateGrain>(id), options.Value.OrganizationPerMinute, time, logger) =>
        _sweep = time.CreateTimer(_ => Sweep(), null, SweepPeriod, SweepPeriod);

    internal OrganizationRates(Func<Guid, IOrganizationRateGrain> lender, int limit, TimeProvider time, ILogger logger) =>
        (_lender, _limit, _time, _logger) = (lender, limit, time, logger);

    /// <summary>Organisations that something is remembered of.</summary>
    public int Count => _accounts.Count;

    /// <summary>Counts a request of an organisation, or says that it is one too many.</summary>
    public ValueTask<RateVerdict> Take(Guid organizationId)
    {
        if (_limit == 0)
        {
            return ValueTask.FromResult(new RateVerdict(true, null));
        }

        var account = AccountOf(organizationId);
        return TryTake(account) is { } verdict ? ValueTask.FromResult(verdict) : Wait(account);
    }

    /// <inheritdoc/>
    public void Dispose() => _sweep?.Dispose();

    /// <summary>Gives back slices that have ended, and forgets organisations that have been quiet for a window.</summary>
    internal void Sweep()
    {
        foreach (var (id, account) in _accounts)
        {
            lock (account.Gate)
            {
                var now = _time.GetUtcNow();
                if (account.Slice.IsDue(now))
                {
                    Ask(account, wanting: false).Ignore();
                }
                else if (account.Asking is null && account.Waiting == 0 && account.Slice.IsIdle(now))
                {
                    account.IsGone = true;
                    _accounts.TryRemove(id, out _);
                }
            }
        }
    }

    private Account AccountOf(Guid organizationId) => _accounts.GetOrAdd(organizationId, static (id, lender) => new Account(id, lender(id)), _lender);

    /// <summary>Null when the organisation's grain must be asked first.</summary>
    private RateVerdict? TryTake(Account account)
    {
        lock (account.Gate)
        {
            var now = _time.GetUtcNow();
            if (account.IsGone)
            {
                return null;
            }

            if (account.Slice.TryTake(now))
            {
                if (account.Slice.IsLow(now))
                {
                    Ask(account, wanting: true).Ignore();
                }

                return new RateVerdict(true, account.Slice.State(now, _limit));
            }

            return account.Slice.IsUsedUp(now) ? new RateVerdict(false, account.Slice.UsedUp(_limit))
                : now >= account.WithoutUntil ? null
                : account.Slice.TryTakeUnlent(now, _limit) ? new RateVerdict(true, null)
                : new RateVerdict(false, account.Slice.UsedUp(_limit));
        }
    }

    private async ValueTask<RateVerdict> Wait(Account account)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            account = await Answered(account);
            if (TryTake(account) is { } verdict)
            {
                return verdict;
            }
        }

        // Others were faster in every round: a second later is another one.
        return new RateVerdict(false, account.Slice.UsedUp(_limit));
    }

    /// <summary>Waits for the answer that is under way, or for a new one; never throws.</summary>
    private async Task<Account> Answered(Account account)
    {
        account = account.IsGone ? AccountOf(account.OrganizationId) : account;
        Task answer;
        lock (account.Gate)
        {
            account.Waiting++;
            answer = account.Asking ?? Ask(account, wanting: true);
        }

        await answer;
        lock (account.Gate)
        {
            account.Waiting--;
        }

        return account;
    }

    /// <summary>One call at a time; whoever holds the lock begins it, and nobody's grain is left waiting in it.</summary>
    private Task Ask(Account account, bool wanting)
    {
        if (account.Asking is { } under)
        {
            return under;
        }

        var now = _time.GetUtcNow();
        var request = wanting ? account.Slice.Ask(now, account.Waiting) : account.Slice.GiveBack(now);

        // It serves many, so it belongs to nobody's trace.
        using (ExecutionContext.SuppressFlow())
        {
            return account.Asking = Task.Run(() => Call(account, request, now));
        }
    }

    private async Task Call(Account account, QuotaRequest request, DateTimeOffset askedAt)
    {
        QuotaGrant? grant = null;
        try
        {
            grant = await account.Lender.Lease(request).WaitAsync(Patience, _time);
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException or OperationCanceledException)
        {
            LogUnreachable(account.OrganizationId, lost.GetType().Name);
        }
        finally
        {
            Accept(account, request, grant, askedAt);
        }
    }

    private void Accept(Account account, QuotaRequest request, QuotaGrant? grant, DateTimeOffset askedAt)
    {
        lock (account.Gate)
        {
            var now = _time.GetUtcNow();
            account.Asking = null;
            account.WithoutUntil = grant is null ? now + PauseWithout : default;
            if (grant is not null)
            {
                account.Slice.Accept(request, grant, askedAt, now);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rate of organisation {OrganizationId} is counted by this silo alone for now: its grain does not answer ({Failure})")]
    private partial void LogUnreachable(Guid organizationId, string failure);

    /// <summary>An organisation on this silo; <see cref="Gate"/> guards it.</summary>
    private sealed class Account(Guid organizationId, IOrganizationRateGrain lender)
    {
        public Lock Gate { get; } = new();

        public Guid OrganizationId => organizationId;

        public IOrganizationRateGrain Lender => lender;

        public QuotaSlice Slice { get; } = new();

        /// <summary>The call that is under way; null for none.</summary>
        public Task? Asking { get; set; }

        /// <summary>Requests that wait for an answer.</summary>
        public int Waiting { get; set; }

        /// <summary>Until when nobody waits for the lender.</summary>
        public DateTimeOffset WithoutUntil { get; set; }

        /// <summary>True once it was forgotten.</summary>
        public bool IsGone { get; set; }
    }
}

/// <summary>Whether a request was counted.</summary>
/// <param name="IsTaken">True when it may go on.</param>
/// <param name="State">How the rate stands; null where it is not known. Always there for a refusal.</param>
public readonly record struct RateVerdict(bool IsTaken, RateState? State);
