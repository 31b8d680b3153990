using Azure.Storage.Blobs;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Testing;

namespace DonatelloAI.Blobs.Tests;

public sealed class AzuriteFixture : IAsyncLifetime
{
    public const string Container = "images";

    private AzuriteServer _server = null!;

    public string ConnectionString => _server.ConnectionString;

    public async Task InitializeAsync()
    {
        _server = await AzuriteServer.StartAsync();
        await new AzureBlobImageStore(Options()).EnsureContainer();
    }

    public AzureBlobImageStoreOptions Options(int maxImageBytes = 64 * 1024 * 1024) =>
        new() { ConnectionString = ConnectionString, Container = Container, MaxImageBytes = maxImageBytes };

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();
}

public sealed class AzureBlobImageStoreTests(AzuriteFixture azurite) : ImageStoreContract, IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task EnsureContainer_Again_ChangesNothing()
    {
        await Open().Create(Name, Png("picture"));

        await new AzureBlobImageStore(azurite.Options()).EnsureContainer();

        Assert.True(await Open().Exists(Name));
    }

    [Fact]
    public async Task Create_CarriesFactsAsMetadataThatHeadersAllow()
    {
        await Open().Create(Name, Png("picture"));

        var blob = new BlobContainerClient(azurite.ConnectionString, AzuriteFixture.Container).GetBlobClient(Name.ToString());
        var properties = (await blob.GetPropertiesAsync()).Value;

        Assert.Equal("image/png", properties.ContentType);
        Assert.All(properties.Metadata.Values, value => Assert.True(value.All(char.IsAscii)));
    }

    [Fact]
    public async Task OpenRead_BlobReplacedFromOutside_EndsInsteadOfMixing()
    {
        await Open().Create(Name, new ImageContent(new byte[6 * 1024 * 1024], "image/png", Facts));
        await using var image = await Open().OpenRead(Name);
        var blob = new BlobContainerClient(azurite.ConnectionString, AzuriteFixture.Container).GetBlobClient(Name.ToString());
        await blob.UploadAsync(BinaryData.FromBytes(new byte[6 * 1024 * 1024]), overwrite: true);

        image!.Content.Position = 5 * 1024 * 1024;

        await Assert.ThrowsAsync<IOException>(() => image.Content.ReadExactlyAsync(new byte[10]).AsTask());
    }

    [Fact]
    public async Task Outage_AccountThatAcceptsAndNeverAnswers_IsAnIOException()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        var store = new AzureBlobImageStore(
            new AzureBlobImageStoreOptions { ConnectionString = AzuriteServer.ConnectionStringOf(port), Container = "images", MaxRetries = 1, TimeoutSeconds = 1 });

        var failure = await Assert.ThrowsAsync<IOException>(() => store.Exists(Name));

        Assert.Equal("It did not answer in time.", failure.Message);
    }

    [Fact]
    public async Task Outage_OfTheAccount_IsAnIOException()
    {
        var store = new AzureBlobImageStore(
            new AzureBlobImageStoreOptions { ConnectionString = AzuriteServer.ConnectionStringOf(port: 1), Container = "images", MaxRetries = 1 });

        await Assert.ThrowsAsync<IOException>(() => store.Create(Name, Png("x")));
        await Assert.ThrowsAsync<IOException>(() => store.OpenRead(Name));
        await Assert.ThrowsAsync<IOException>(() => store.Exists(Name));
        await Assert.ThrowsAsync<IOException>(() => store.Delete(Name));
    }

    [Fact]
    public async Task Requests_BeyondThePlaces_WaitForOneAndAreNotLost()
    {
        await using var account = new SlowAccount(holds: 2);
        using var store = new AzureBlobImageStore(
            new AzureBlobImageStoreOptions { ConnectionString = AzuriteServer.ConnectionStringOf(account.Port), Container = "images", MaxRequests = 2 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.Exists(Name)));

        Assert.All(answers, Assert.False);
        Assert.Equal((6, 2), (account.Requests, account.MostAtOnce));
    }

    protected override IImageStore Open(int maxImageBytes = 64 * 1024 * 1024) => new AzureBlobImageStore(azurite.Options(maxImageBytes));
}
