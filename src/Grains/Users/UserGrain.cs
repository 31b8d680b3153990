using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Limits;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Grains.Users;

/// <summary>
/// A person's row and keys in memory. Calls take turns, so that a reading which began before a revocation never replaces what
/// was read after it. What others change in the database is seen when they say so, by <see cref="Forget"/> or the silo's
/// <see cref="OrganizationEpochs"/>, and after <see cref="MaxAge"/> at the latest.
/// </summary>
public sealed partial class UserGrain(
    IUserStore store,
    KeyPepper pepper,
    IPersonalSealer sealer,
    ISessionStore sessions,
    OrganizationEpochs epochs,
    RequestLimits limits,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    ILogger<UserGrain> logger) : Grain, IUserGrain
{
    /// <summary>How old the person's row in memory may be: 30 seconds.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    /// <summary>How far apart two notes of a key's use are: an hour, since each leaves a former version of its row.</summary>
    public static readonly TimeSpan UseInterval = TimeSpan.FromHours(1);

    private readonly Dictionary<Guid, DateTimeOffset> _used = [];
    private UserAccount? _account;
    private DateTimeOffset _readAt;
    private long _epoch;
    private bool _isNobody;
    private IGrainTimer? _forgetting;
    private Task _marking = Task.CompletedTask;

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        limits.Unknown.Remove(this.GetPrimaryKey());
        return _marking.WaitAsync(cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Current);
    }

    /// <inheritdoc/>
    public async Task<AuthenticationReply> Authenticate(ApiKeyCredential credential, AccessDemand? demand)
    {
        if (!ApiKeyToken.TryParse(credential.SecretText, out var token) || token.UserId != this.GetPrimaryKey())
        {
            return new AuthenticationRefused(AuthenticationRefusal.InvalidApiKey);
        }

        var account = await Account();
        var reply = KeyRules.Authenticate(account, token, pepper.Secret, time.GetUtcNow());
        if (reply is Authenticated)
        {
            NoteUse(account!, token.KeyId);
        }

        return await Admit(reply, demand);
    }

    /// <inheritdoc/>
    public async Task<AuthenticationReply> Recognize(Guid keyId, AccessDemand? demand)
    {
        var reply = await Reload() is { } account
            ? KeyRules.Recognize(account, keyId, time.GetUtcNow())
            : new AuthenticationRefused(AuthenticationRefusal.InvalidApiKey);
        return Authorize(reply, demand);
    }

    /// <inheritdoc/>
    public async Task<UserProfile?> Profile() => await Account() is not { } account ? null : new UserProfile
    {
        Id = account.Id,
        OrganizationId = account.OrganizationId,
        DepartmentId = account.DepartmentId,
        Role = account.Role,
        Email = await Open(SealedField.Email, account.Email),
        DisplayName = await Open(SealedField.DisplayName, account.DisplayName),
        MfaEnabled = account.MfaEnabled,
    };

    private async ValueTask<string?> Open(SealedField field, string? stored) =>
        stored is null ? null : (await sealer.Open(this.GetPrimaryKey(), field, this.GetPrimaryKey(), stored)).Text;

    /// <inheritdoc/>
    public async Task<ApiKeyPage> ListKeys(int limit, ApiKeyCursor? after)
    {
        var rows = (await Account())?.Keys
            .OrderByDescending(key => key.CreatedAt).ThenByDescending(key => key.Id)
            .Where(key => after is null || key.CreatedAt < after.CreatedAt || (key.CreatedAt == after.CreatedAt && key.Id.CompareTo(after.Id) < 0))
            .Take(limit + 1)
            .ToList() ?? [];
        var page = rows.Take(limit).Select(key => key.ToView()).ToList();
        return new ApiKeyPage(page, rows.Count > limit ? new ApiKeyCursor(page[^1].CreatedAt, page[^1].Id) : null);
    }

    /// <inheritdoc/>
    public async Task<ApiKeyReply> CreateKey(CreateApiKey request)
    {
        // From the rows, because a replay must find the key that another activation may have made.
        if (await Reload() is not { } account)
        {
            return NotFound();
        }

        if (account.Keys.FirstOrDefault(key => key.Id == request.KeyId) is { } known)
        {
            return Replay(known, request);
        }

        return KeyRules.Check(request, account, time.GetUtcNow()) ?? await LimitSpending(request, account) ?? await Add(request, account);
    }

    /// <inheritdoc/>
    public async Task<ApiKeyReply> RevokeKey(Guid keyId)
    {
        if (await Reload() is not { } account || account.Keys.FirstOrDefault(key => key.Id == keyId) is not { } key)
        {
            return NotFound();
        }

        if (!key.IsActive)
        {
            return new ApiKeyAccepted { Key = key.ToView(), Replayed = true };
        }

        var revoked = key with { IsActive = false, RevokedAt = time.GetUtcNow() };
        var outcome = await store.RevokeKey(account, revoked);
        Drop();
        return outcome.Result is CommitResult.Committed or CommitResult.KeyExists
            ? new ApiKeyAccepted { Key = revoked.ToView(), Replayed = outcome.Result == CommitResult.KeyExists }
            : Unavailable(outcome);
    }

    /// <inheritdoc/>
    public Task Forget()
    {
        Drop();
        return Task.CompletedTask;
    }

    /// <summary>The ledger first: a limit without its key binds nobody, a key without its limit spends.</summary>
    private async Task<ApiKeyReply?> LimitSpending(CreateApiKey request, UserAccount account)
    {
        if (request.SpendLimit is not { } limit)
        {
            return null;
        }

        var reply = await GrainFactory.GetGrain<IDepartmentBudgetGrain>(account.DepartmentId!.Value).SetLimit(new SetLimit
        {
            OperationId = request.KeyId,
            ActorId = account.Id,
            Reason = "The API key was made.",
            SubjectId = request.KeyId,
            Subject = LimitSubject.ApiKey,
            Amount = limit,
        });
        return reply switch
        {
            BudgetAccepted => null,
            BudgetRefused refused => new ApiKeyRefused { Reason = ApiKeyRefusal.Budget, Message = refused.Message, Field = "spend_limit_aud", Budget = refused },
            BudgetUnavailable unavailable => new ApiKeyUnavailable(unavailable.Message),
            _ => throw new InvalidOperationException($"The ledger answered {reply.GetType().Name}."),
        };
    }

    private async Task<ApiKeyReply> Add(CreateApiKey request, UserAccount account)
    {
        var token = ApiKeyToken.Create(account.Id, request.KeyId);
        var key = new ApiKeyState
        {
            Id = request.KeyId,
            Name = request.Name,
            Hash = token.Hash(pepper.Secret),
            Prefix = token.Prefix,
            Scopes = request.Scopes,
            SpendLimit = request.SpendLimit,
            RateLimitPerMinute = request.RateLimitPerMinute,
            IsActive = true,
            ExpiresAt = request.ExpiresAt,
            CreatedAt = time.GetUtcNow(),
        };
        var outcome = await store.AddKey(account, key);
        Drop();
        return outcome.Result switch
        {
            CommitResult.Committed => new ApiKeyAccepted { Key = key.ToView(), SecretText = token.SecretText },
            CommitResult.RowRefused => new ApiKeyRefused { Reason = ApiKeyRefusal.InvalidRequest, Message = outcome.Detail },
            _ => Unavailable(outcome),
        };
    }

    private static ApiKeyReply Replay(ApiKeyState known, CreateApiKey request) => KeyRules.IsMadeBy(known, request)
        ? new ApiKeyAccepted { Key = known.ToView(), Replayed = true }
        : new ApiKeyRefused { Reason = ApiKeyRefusal.IdempotencyKeyReused, Message = "The idempotency key was used for another key: use a new one." };

    private static ApiKeyRefused NotFound() => new() { Reason = ApiKeyRefusal.NotFound, Message = "There is no such API key." };

    private ApiKeyUnavailable Unavailable(CommitOutcome outcome)
    {
        LogNotCommitted(this.GetPrimaryKey(), outcome.Result, outcome.Detail);
        return new ApiKeyUnavailable(outcome.Result == CommitResult.Unknown
            ? "The connection to the database broke while the change was being written: look at your keys, or repeat the request."
            : "The database could not take the change; nothing was written. Repeat the request later.");
    }

    private async Task<UserAccount?> Account() => IsFresh() ? _account : await Reload();

    /// <summary>True while what is in memory counts; also that there is nobody of this id.</summary>
    private bool IsFresh() => time.GetUtcNow() - _readAt < MaxAge && (_account is { } account ? epochs.Covers(account.OrganizationId, _epoch) : _isNobody);

    private void Drop()
    {
        _account = null;
        if (_isNobody)
        {
            _isNobody = false;
            _forgetting?.Dispose();
            limits.Unknown.Remove(this.GetPrimaryKey());
        }
    }

    private async Task<UserAccount?> Reload()
    {
        _readAt = time.GetUtcNow();
        _epoch = epochs.Current;
        var account = await store.Load(this.GetPrimaryKey());
        Drop();
        _account = account;
        if (_account is null)
        {
            RememberNobody();
        }
        else
        {
            _rates.KeepOnly(_account.Keys.Select(static key => key.Id));
        }

        return _account;
    }

    /// <summary>An id that nobody has stays in memory for as long as a person's row would, so that guessing learns nothing; if there are too many of them, it goes at once.</summary>
    private void RememberNobody()
    {
        _isNobody = limits.Unknown.TryAdd(this.GetPrimaryKey());
        if (!_isNobody)
        {
            DeactivateOnIdle();
            return;
        }

        _forgetting = this.RegisterGrainTimer(
            _ =>
            {
                DeactivateOnIdle();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions { DueTime = MaxAge, Period = Timeout.InfiniteTimeSpan });
    }

    /// <summary>Once an interval and key, one after the other, and nobody waits for it.</summary>
    private void NoteUse(UserAccount account, Guid keyId)
    {
        var now = time.GetUtcNow();
        var last = _used.TryGetValue(keyId, out var noted) ? noted : account.Keys.First(key => key.Id == keyId).LastUsedAt;
        if (now - last < UseInterval)
        {
            return;
        }

        _used[keyId] = now;
        _marking = MarkUsed(_marking, keyId, now);
    }

    private async Task MarkUsed(Task before, Guid keyId, DateTimeOffset at)
    {
        await before;
        var outcome = await store.MarkUsed(keyId, at);
        if (outcome.Result is not (CommitResult.Committed or CommitResult.FenceLost))
        {
            LogUseNotNoted(keyId, outcome.Result, outcome.Detail);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change of the API keys of user {UserId} was not committed ({Result}): {Detail}")]
    private partial void LogNotCommitted(Guid userId, CommitResult result, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last use of API key {KeyId} was not noted ({Result}): {Detail}")]
    private partial void LogUseNotNoted(Guid keyId, CommitResult result, string detail);
}
