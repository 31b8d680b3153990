using System.Collections.Concurrent;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Limits;
using DonatelloAI.Grains.Organizations;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Users;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace DonatelloAI.Grains.Tests.Users;

/// <summary>People on two silos, whose rows change behind their grains.</summary>
public sealed class UserEpochTests : IAsyncLifetime
{
    private const int People = 40;

    private readonly Rows _rows = new();
    private readonly Guid _organizationId = Guid.CreateVersion7();
    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddGrainService<EpochService>();
            silo.Services.AddSingleton<OrganizationEpochs>();
            silo.Services.AddSingleton<EpochPush>();
            silo.Services.AddSingleton(NotAsked.Of<IModelStore>());
            silo.Services.AddSingleton<ModelDirectory>();
            silo.Services.AddOptions<ModelDirectoryOptions>();
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddRateLimits();
            silo.Services.AddKeyedSingleton(DomainClock.Key, TimeProvider.System);
            silo.Services.AddSingleton(new KeyPepper(new byte[KeyPepper.MinBytes]));
            silo.Services.AddSingleton<IUserStore>(_rows);
            silo.Services.AddSingleton<IPersonalSealer>(_rows);
            silo.Services.AddSingleton(NotAsked.Of<ISessionStore>());
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Epoch_PushedByOneSilo_IsSeenByGrainsOfBothOnTheirNextCall()
    {
        var (mine, other) = (Add(_organizationId), Add(Guid.CreateVersion7()));
        Assert.All(await Roles([.. mine, .. other]), role => Assert.Equal(UserRole.StandardUser, role));
        Assert.Equal(2, (await Task.WhenAll(mine.Select(HostOf))).Distinct().Count());
        _rows.Role = UserRole.OrgAdmin;
        Assert.All(await Roles(mine), role => Assert.Equal(UserRole.StandardUser, role));

        await _cluster.Silos[0].ServiceProvider.GetRequiredService<EpochPush>().ToAll(_organizationId);

        Assert.All(await Roles(mine), role => Assert.Equal(UserRole.OrgAdmin, role));
        Assert.All(await Roles(other), role => Assert.Equal(UserRole.StandardUser, role));
    }

    [Fact]
    public async Task Epoch_WhileASiloIsGone_IsPushedToTheOther()
    {
        var mine = Add(_organizationId);
        await Roles(mine);
        await _cluster.KillSiloAsync(_cluster.Silos[1]);
        _rows.Role = UserRole.OrgAdmin;

        await _cluster.Silos[0].ServiceProvider.GetRequiredService<EpochPush>().ToAll(_organizationId);

        Assert.False(_cluster.Silos[0].ServiceProvider.GetRequiredService<OrganizationEpochs>().Covers(_organizationId, 0));
    }

    [Fact]
    public async Task Erasure_PushedByOneSilo_LetsBothForgetKeysAndPerson()
    {
        var mine = Add(_organizationId);
        await Roles(mine);
        _rows.Role = UserRole.OrgAdmin;

        await _cluster.Silos[0].ServiceProvider.GetRequiredService<EpochPush>().Erased(_organizationId, mine[0]);

        Assert.Equal([mine[0], mine[0]], _rows.Forgotten);
        Assert.All(await Roles(mine), role => Assert.Equal(UserRole.OrgAdmin, role));
    }

    [Fact]
    public async Task Forget_OfAPerson_ReadsThemAgain()
    {
        var mine = Add(_organizationId);
        await Roles(mine);
        _rows.Role = UserRole.OrgAdmin;

        await Grain(mine[0]).Forget();

        Assert.Equal([UserRole.OrgAdmin, UserRole.StandardUser], await Roles(mine[..2]));
    }

    private Guid[] Add(Guid organizationId)
    {
        var ids = Enumerable.Range(0, People).Select(_ => Guid.CreateVersion7()).ToArray();
        Array.ForEach(ids, id => _rows.Homes[id] = organizationId);
        return ids;
    }

    private IUserGrain Grain(Guid id) => _cluster.Client.GetGrain<IUserGrain>(id);

    private async Task<UserRole[]> Roles(Guid[] people) => [.. (await Task.WhenAll(people.Select(id => Grain(id).Profile()))).Select(profile => profile!.Role)];

    private async Task<SiloAddress?> HostOf(Guid id) => await _cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(Grain(id));

    /// <summary>People of one role, which can change.</summary>
    private sealed class Rows : IUserStore, IPersonalSealer
    {
        public ConcurrentDictionary<Guid, Guid> Homes { get; } = new();

        public UserRole Role { get; set; }

        public ConcurrentQueue<Guid> Forgotten { get; } = new();

        public Task<UserAccount?> Load(Guid userId) => Task.FromResult<UserAccount?>(new UserAccount
        {
            Id = userId,
            OrganizationId = Homes[userId],
            Role = Role,
            IsActive = true,
            IsDepartmentActive = true,
            IsOrganizationActive = true,
            Email = "sealed",
            MfaEnabled = false,
            Keys = [],
        });

        public ValueTask<Opened> Open(Guid ownerId, SealedField field, Guid subjectId, string sealedText) =>
            ValueTask.FromResult(new Opened(OpenResult.Opened, sealedText));

        public Task<CommitOutcome> AddKey(UserAccount owner, ApiKeyState key) => throw new NotSupportedException();

        public Task<CommitOutcome> RevokeKey(UserAccount owner, ApiKeyState revoked) => throw new NotSupportedException();

        public Task<CommitOutcome> MarkUsed(Guid keyId, DateTimeOffset at) => throw new NotSupportedException();

        public ValueTask<string> Seal(Guid ownerId, Guid organizationId, SealedField field, Guid subjectId, string text) => throw new NotSupportedException();

        public ValueTask<byte[]> SealBytes(Guid ownerId, Guid organizationId, SealedField field, Guid subjectId, ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();

        public ValueTask<OpenedBytes> OpenBytes(Guid ownerId, SealedField field, Guid subjectId, ReadOnlyMemory<byte> sealedBytes) => throw new NotSupportedException();

        public void Forget(Guid ownerId) => Forgotten.Enqueue(ownerId);
    }
}
