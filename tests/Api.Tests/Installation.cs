using System.Collections.Concurrent;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Users;
using DonatelloAI.Standalone;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Budgets;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Users;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Api.Tests;

/// <summary>
/// The standalone host in process on a folder of its own, spoken to over HTTP: two organisations, the first with two
/// departments, and a person of every role.
/// </summary>
public class Installation : IAsyncLifetime
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-api-");
    private readonly Dictionary<string, ApiKeyToken> _keys = new(StringComparer.Ordinal);
    private DataFolder _folder = null!;

    public WebApplication App { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>Everything that it keeps: database, images, keys.</summary>
    public string Folder => _folder.Path;

    /// <summary>Makes the images of <c>studio/paint</c>, and of <c>studio/narrow</c> one at a time.</summary>
    public FakeImageVendor Vendor { get; private set; } = null!;

    public Place Acme { get; private set; } = null!;

    public Place Other { get; private set; } = null!;

    /// <summary>Every line that was logged.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Further settings, each with its value.</summary>
    private protected virtual IReadOnlyList<string> Settings => [];

    public IGrainFactory Grains => App.Services.GetRequiredService<IGrainFactory>();

    public IDbContextFactory<DonatelloContext> Contexts => App.Services.GetRequiredService<IDbContextFactory<DonatelloContext>>();

    public virtual async Task InitializeAsync()
    {
        Vendor = await FakeImageVendor.Start();
        var arguments = StandaloneArguments.Parse(
        [
            "--urls", "http://127.0.0.1:0", "--data", Path.Combine(_temp.FullName, "data"),
            "--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:Microsoft", "Debug", "--Logging:LogLevel:Orleans", "Debug",
            "--Logging:Console:LogLevel:Default", "None",
            "--Sessions:AllowHttp", "true", "--Limits:FailedAttemptsPerMinute", "10000", "--Api:TrustedProxies:0", "127.0.0.1",
            "--Providers:RefreshSeconds", "1", "--Providers:OpenAiCompatible:studio:BaseUrl", Vendor.BaseUrl, "--Providers:OpenAiCompatible:studio:AllowPrivateAddresses", "true",
            .. Settings,
        ]);
        _folder = DataFolder.Open(arguments.Data);
        App = StandaloneHost.Build(arguments, _folder);
        App.Services.GetRequiredService<ILoggerFactory>().AddProvider(new LogCapture(Log));
        await App.StartAsync();
        Address = new Uri(App.Urls.Single());
        await AddModels();
        Acme = await NewPlace("acme");
        Other = await NewPlace("other");
        foreach (var role in Enum.GetValues<UserRole>())
        {
            await AddPerson(role.ToString(), Acme, role, Acme.DepartmentId);
            await AddPerson("Other" + role, Other, role, Other.DepartmentId);
        }

        await AddPerson("SecondManager", Acme, UserRole.DeptManager, Acme.SecondDepartmentId);
    }

    public virtual async Task DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await Vendor.DisposeAsync();
        _folder.Dispose();
        _temp.Delete(recursive: true);
    }

    /// <summary>The key of a person by name, such as <c>OrgAdmin</c> or <c>OtherOrgAdmin</c>.</summary>
    public ApiKeyToken KeyOf(string person) => _keys[person];

    /// <summary>A client that asks as a person; as nobody without a name.</summary>
    public Client As(string? person = null) => new(Address, person is null ? null : KeyOf(person).SecretText);

    public Client With(string credential) => new(Address, credential);

    /// <summary>Adds a person with a key of every scope, or of some.</summary>
    public async Task<ApiKeyToken> AddPerson(string name, Place place, UserRole role, Guid? departmentId, string scopes = """["generate","read","admin"]""", Action<UserRow, ApiKeyRow>? change = null)
    {
        var token = ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7());
        var sealer = App.Services.GetRequiredService<IPersonalSealer>();
        ValueTask<string> Sealed(SealedField field, string text) => sealer.Seal(token.UserId, place.OrganizationId, field, token.UserId, text);
        var user = new UserRow
        {
            Id = token.UserId,
            OrganizationId = place.OrganizationId,
            DepartmentId = departmentId,
            AzureAdId = $"{token.UserId}",
            Email = await Sealed(SealedField.Email, $"{name}@{place.Name}.example"),
            EmailIndex = token.UserId.ToByteArray(),
            EmailIndexVersion = 1,
            DisplayName = await Sealed(SealedField.DisplayName, name),
            Role = role,
        };
        var key = new ApiKeyRow
        {
            Id = token.KeyId,
            OrganizationId = place.OrganizationId,
            UserId = token.UserId,
            KeyName = name,
            KeyHash = token.Hash(App.Services.GetRequiredService<KeyPepper>().Secret),
            KeyPrefix = token.Prefix,
            Scopes = scopes,
        };
        change?.Invoke(user, key);
        await using var context = await Contexts.CreateDbContextAsync();
        context.AddRange(user, key);
        await context.SaveChangesAsync();
        return _keys[name] = token;
    }

    public async Task<Place> NewPlace(string name, Action<OrganizationRow>? change = null)
    {
        var place = new Place($"{name}-{Guid.CreateVersion7():n}", Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var organization = new OrganizationRow { Id = place.OrganizationId, Name = place.Name, Domain = $"{place.Name}.example" };
        change?.Invoke(organization);
        await using var context = await Contexts.CreateDbContextAsync();
        context.Organizations.Add(organization);
        Department(context, place, place.DepartmentId, "ONE");
        Department(context, place, place.SecondDepartmentId, "TWO");
        await context.SaveChangesAsync();
        return place;
    }

    private async Task AddModels()
    {
        await using var context = await Contexts.CreateDbContextAsync();
        context.AddRange(new VendorModel("studio", "paint").Rows());
        context.AddRange(new VendorModel("studio", "narrow") { Concurrency = 1 }.Rows());
        await context.SaveChangesAsync();
        var models = Grains.GetGrain<IModelReadGrain>(0);
        await Eventually.True(
            async () => (await models.List()).Count(model => model is { Provider: "studio", Availability: ModelAvailability.Available }) == 2,
            TimeSpan.FromMinutes(3),
            "the catalogue shows the vendor's models");
    }

    private static void Department(DonatelloContext context, Place place, Guid id, string code) => DepartmentFactory.Add(
        context,
        new NewDepartment
        {
            Id = id,
            OrganizationId = place.OrganizationId,
            Name = code,
            Code = code,
            Zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney"),
            MonthlyBudget = Money.FromAud(100),
        },
        TimeProvider.System.GetUtcNow());

    private sealed class LogCapture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
    }
}

/// <summary>An organisation with two departments of 100 AUD a month.</summary>
public sealed record Place(string Name, Guid OrganizationId, Guid DepartmentId, Guid SecondDepartmentId);

/// <summary>One installation for all tests of the surface: each uses departments and people of its own where it changes them.</summary>
[CollectionDefinition(Name)]
public sealed class InstallationCollection : ICollectionFixture<Installation>
{
    public const string Name = "installation";
}
