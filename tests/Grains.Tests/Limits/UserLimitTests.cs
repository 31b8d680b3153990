using System.Collections.Concurrent;
using System.Reflection;
using DonatelloAI.Contracts.Limits;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Limits;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace DonatelloAI.Grains.Tests.Limits;

/// <summary>One call that decides about a request, on two silos.</summary>
public sealed class UserLimitTests : IAsyncLifetime
{
    private const int OfUser = 6;
    private const int OfOrganization = 40;

    private static readonly AccessDemand Reading = new(UserRole.StandardUser, KeyScopes.Read);
    private static readonly byte[] Pepper = new byte[KeyPepper.MinBytes];

    private readonly People _people = People.Make();
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddRateLimits();
            silo.Services.Configure<LimitOptions>(options => (options.UserPerMinute, options.OrganizationPerMinute) = (OfUser, OfOrganization));
            silo.Services.AddSingleton<OrganizationEpochs>();
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddKeyedSingleton(DomainClock.Key, TimeProvider.System);
            silo.Services.AddSingleton(new KeyPepper(Pepper));
            silo.Services.AddSingleton((IUserStore)(object)_people);
            silo.Services.AddSingleton(NotAsked.Of<ISessionStore>());
            silo.Services.AddSingleton(NotAsked.Of<IPersonalSealer>());
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Call_WithAGoodKey_AuthenticatesAuthorisesAndCounts()
    {
        var known = Assert.IsType<Authenticated>(await Ask(_people.Add(), Reading));

        Assert.True(known.IsAuthorized);
        Assert.Equal((RatePolicy.User, OfUser, OfUser - 1), (known.Rate!.Policy, known.Rate.Quota, known.Rate.Remaining));
    }

    [Fact]
    public async Task Call_WithoutADemand_AnswersAsEverAndCountsNothing()
    {
        var token = _people.Add();
        for (var i = 0; i <= OfUser; i++)
        {
            Assert.Equal((false, null), Assert.IsType<Authenticated>(await Ask(token, null)) is var known ? (known.IsAuthorized, known.Rate) : default);
        }
    }

    [Fact]
    public async Task Call_ThatDemandsMore_IsDeniedByTheGrainAndCountsNothing()
    {
        var token = _people.Add(scopes: KeyScopes.Read);

        var beyondRole = Assert.IsType<AccessDenied>(await Ask(token, new AccessDemand(UserRole.OrgAdmin, KeyScopes.Admin)));
        Assert.Equal((AccessDenial.InsufficientRole, token.UserId), (beyondRole.Reason, beyondRole.Caller?.UserId));
        var beyondScope = Assert.IsType<AccessDenied>(await Ask(token, new AccessDemand(UserRole.StandardUser, KeyScopes.Generate)));
        Assert.Equal((AccessDenial.InsufficientScope, token.UserId), (beyondScope.Reason, beyondScope.Caller?.UserId));
        Assert.Equal(OfUser - 1, Assert.IsType<Authenticated>(await Ask(token, Reading)).Rate!.Remaining);
    }

    [Fact]
    public async Task User_WithARateThatIsUsedUp_IsRefusedAndOthersAreNot()
    {
        var (token, other) = (_people.Add(), _people.Add());
        for (var i = 0; i < OfUser; i++)
        {
            Assert.IsType<Authenticated>(await Ask(token, Reading));
        }

        var refused = Assert.IsType<RateExceeded>(await Ask(token, Reading)).Rate;

        Assert.Equal((RatePolicy.User, OfUser, 0), (refused.Policy, refused.Quota, refused.Remaining));
        Assert.InRange(refused.ResetSeconds, 1, 61);
        Assert.IsType<Authenticated>(await Ask(other, Reading));
    }

    [Fact]
    public async Task Key_WithARateOfItsOwn_IsRefusedBeforeItsOwner()
    {
        var token = _people.Add(perMinute: 2);
        Assert.Equal((RatePolicy.Key, 1), Assert.IsType<Authenticated>(await Ask(token, Reading)).Rate is { } rate ? (rate.Policy, rate.Remaining) : default);
        Assert.IsType<Authenticated>(await Ask(token, Reading));

        Assert.Equal((RatePolicy.Key, 2), Assert.IsType<RateExceeded>(await Ask(token, Reading)).Rate is { } full ? (full.Policy, full.Quota) : default);
    }

    [Fact]
    public async Task Organisation_OnTwoSilos_LetsThroughItsRateAndNoMore()
    {
        var organization = Guid.CreateVersion7();
        var tokens = Enumerable.Range(0, 2 * OfOrganization).Select(_ => _people.Add(organization)).ToList();
        Assert.Equal(2, (await Task.WhenAll(tokens.Select(async token =>
        {
            await Ask(token, null);
            return await _cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(_cluster.Client.GetGrain<IUserGrain>(token.UserId));
        }))).Distinct().Count());

        var replies = await Task.WhenAll(tokens.Select(token => Ask(token, Reading)));

        Assert.InRange(replies.Count(reply => reply is Authenticated), 1, OfOrganization);
        Assert.All(replies.OfType<RateExceeded>(), refused => Assert.Equal((RatePolicy.Organization, OfOrganization), (refused.Rate.Policy, refused.Rate.Quota)));
        Assert.IsType<Authenticated>(await Ask(_people.Add(), Reading));
    }

    [Fact]
    public async Task Id_ThatNobodyHas_IsReadOnceAndRefusedAsAWrongKeyIs()
    {
        var nobody = ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7());

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new AuthenticationRefused(AuthenticationRefusal.InvalidApiKey), await Ask(nobody, Reading));
        }

        Assert.Equal(1, _people.Reads[nobody.UserId]);
    }

    [Fact]
    public async Task Id_ThatNobodyHadAndSomebodyHasNow_IsKnownOnceItsGrainForgets()
    {
        var token = ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7());
        await Ask(token, Reading);
        _people.Add(token);

        await _cluster.Client.GetGrain<IUserGrain>(token.UserId).Forget();

        Assert.IsType<Authenticated>(await Ask(token, Reading));
    }

    [Fact]
    public async Task Ids_ThatNobodyHas_AreRememberedUpToABound()
    {
        var ids = Enumerable.Range(0, 3 * UnknownPeople.Most).Select(_ => ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7())).ToList();

        foreach (var batch in ids.Chunk(200))
        {
            await Task.WhenAll(batch.Select(token => Ask(token, Reading)));
        }

        Assert.All(_cluster.Silos, silo => Assert.InRange(silo.ServiceProvider.GetRequiredService<UnknownPeople>().Count, 1, UnknownPeople.Most));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(2, 1)]
    [InlineData(null, 1)]
    public async Task Key_UsedOften_IsMarkedOnceAnHour(double? usedHoursAgo, int marks)
    {
        var token = _people.AddUsed(usedHoursAgo is { } hours ? TimeSpan.FromHours(hours) : null);

        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<Authenticated>(await Ask(token, null));
        }

        Assert.Equal(marks, _people.Marks.GetValueOrDefault(token.KeyId));
    }

    [Fact]
    public async Task Refusal_OfAWrongKey_NamesTheOrganisationForTheAudit()
    {
        var organization = Guid.CreateVersion7();
        var known = _people.Add(organization);

        var reply = await Ask(ApiKeyToken.Create(known.UserId, known.KeyId), Reading);

        Assert.Equal(new AuthenticationRefused(AuthenticationRefusal.InvalidApiKey, organization), reply);
    }

    [Fact]
    public async Task Organisation_ThatIsQuiet_IsForgottenByItsSilo()
    {
        var clock = new Budgets.ManualClock(TimeProvider.System.GetUtcNow());
        using var rates = new OrganizationRates(id => _cluster.Client.GetGrain<IOrganizationRateGrain>(id), OfOrganization, clock, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.True((await rates.Take(Guid.CreateVersion7())).IsTaken);
        Assert.Equal(1, rates.Count);

        clock.Now += TimeSpan.FromMinutes(2);
        await Eventually.True(
            () =>
            {
                rates.Sweep();
                return rates.Count == 0;
            },
            TimeSpan.FromSeconds(30),
            "the slice was given back, and the organisation forgotten");
    }

    private Task<AuthenticationReply> Ask(ApiKeyToken token, AccessDemand? demand) =>
        _cluster.Client.GetGrain<IUserGrain>(token.UserId).Authenticate(new ApiKeyCredential(token.SecretText), demand);

    /// <summary>People with a key each.</summary>
    public class People : DispatchProxy
    {
        private readonly ConcurrentDictionary<Guid, UserAccount> _accounts = new();

        public ConcurrentDictionary<Guid, int> Reads { get; } = new();

        /// <summary>How often each key was written down as used.</summary>
        public ConcurrentDictionary<Guid, int> Marks { get; } = new();

        public static People Make() => (People)(object)Create<IUserStore, People>();

        public ApiKeyToken Add(Guid? organizationId = null, KeyScopes scopes = KeyScopes.All, int? perMinute = null) =>
            Add(ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7()), organizationId, scopes, perMinute);

        /// <summary>Somebody whose key was used so long ago; never with null.</summary>
        public ApiKeyToken AddUsed(TimeSpan? ago)
        {
            var token = Add();
            var account = _accounts[token.UserId];
            _accounts[token.UserId] = account with { Keys = [account.Keys[0] with { LastUsedAt = TimeProvider.System.GetUtcNow() - ago }] };
            return token;
        }

        public ApiKeyToken Add(ApiKeyToken token, Guid? organizationId = null, KeyScopes scopes = KeyScopes.All, int? perMinute = null)
        {
            _accounts[token.UserId] = new UserAccount
            {
                Id = token.UserId,
                OrganizationId = organizationId ?? Guid.CreateVersion7(),
                Role = UserRole.PowerUser,
                IsActive = true,
                IsDepartmentActive = true,
                IsOrganizationActive = true,
                Email = "sealed",
                MfaEnabled = false,
                Keys =
                [
                    new ApiKeyState
                    {
                        Id = token.KeyId,
                        Name = "key",
                        Hash = token.Hash(Pepper),
                        Prefix = token.Prefix,
                        Scopes = scopes,
                        RateLimitPerMinute = perMinute,
                        IsActive = true,
                        LastUsedAt = TimeProvider.System.GetUtcNow(),
                        CreatedAt = TimeProvider.System.GetUtcNow(),
                    },
                ],
            };
            return token;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IUserStore.MarkUsed))
            {
                Marks.AddOrUpdate((Guid)args![0]!, 1, static (_, marks) => marks + 1);
                return Task.FromResult(CommitOutcome.Committed);
            }

            if (targetMethod.Name != nameof(IUserStore.Load))
            {
                throw new NotSupportedException(targetMethod.Name);
            }

            var id = (Guid)args![0]!;
            Reads.AddOrUpdate(id, 1, static (_, reads) => reads + 1);
            return Task.FromResult(_accounts.GetValueOrDefault(id));
        }
    }
}
