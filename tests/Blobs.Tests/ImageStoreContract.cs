using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Blobs.Tests;

/// <summary>What every image store does, whatever it is made of.</summary>
public abstract class ImageStoreContract
{
    protected const string Facts = """{"request_id":"req-1","seed":42,"note":"käse"}""";

    private const int SmallBound = 8;

    protected ImageName Name { get; } = Other();

    [Fact]
    public async Task Create_ThenOpenedAgain_ImageAndFactsSurvive()
    {
        Assert.Equal(ImageWriteResult.Created, await Open().Create(Name, Png("picture")));

        await using var image = await Open().OpenRead(Name);

        Assert.NotNull(image);
        Assert.Equal("picture", await Text(image));
        Assert.Equal((7, "image/png", Facts), (image.Length, image.ContentType, image.FactsJson));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("picture"u8)), image.Sha256);
        Assert.True(image.Content.CanSeek);
        Assert.True(await Open().Exists(Name));
    }

    [Fact]
    public async Task Create_NameTaken_LeavesTheFirstImage()
    {
        var store = Open();
        await store.Create(Name, Png("first"));

        Assert.Equal(ImageWriteResult.AlreadyExists, await store.Create(Name, Png("second", """{"request_id":"req-2"}""")));

        await using var image = await store.OpenRead(Name);
        Assert.Equal(("first", Facts), (await Text(image!), image!.FactsJson));
    }

    [Fact]
    public async Task Create_OtherAttemptOrPart_IsAnotherImage()
    {
        var store = Open();
        await store.Create(Name, Png("first"));

        Assert.Equal(ImageWriteResult.Created, await store.Create(new(Name.OrganizationId, Name.GenerationId, 2, ImagePart.Image), Png("second")));
        Assert.Equal(ImageWriteResult.Created, await store.Create(new(Name.OrganizationId, Name.GenerationId, 1, ImagePart.Thumbnail), Png("small")));
    }

    [Fact]
    public async Task Create_ManyWritersOfOneName_OneWinsWithItsOwnFacts()
    {
        IImageStore[] stores = [Open(), Open()];

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            Task.Run(() => stores[i % 2].Create(Name, Png($"writer {i}", $$"""{"writer":{{i}}}""")))));

        Assert.Single(results, ImageWriteResult.Created);
        Assert.Equal(31, results.Count(r => r == ImageWriteResult.AlreadyExists));
        var winner = Array.IndexOf(results, ImageWriteResult.Created);
        await using var image = await stores[0].OpenRead(Name);
        Assert.Equal(($"writer {winner}", $$"""{"writer":{{winner}}}"""), (await Text(image!), image!.FactsJson));
        AssertNothingIsStaged();
    }

    [Fact]
    public async Task Create_LargeImage_ComesBackWhole()
    {
        var store = Open();
        var bytes = RandomNumberGenerator.GetBytes(24 * 1024 * 1024);

        Assert.Equal(ImageWriteResult.Created, await store.Create(Name, new ImageContent(bytes, "image/webp", Facts)));

        await using var image = await store.OpenRead(Name);
        Assert.Equal(bytes.Length, image!.Length);
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(image.Content));
        Assert.Equal(Facts, image.FactsJson);
    }

    [Fact]
    public async Task Create_LargeImageOfATakenName_LeavesTheFirstImage()
    {
        var store = Open();
        await store.Create(Name, Png("first"));

        Assert.Equal(ImageWriteResult.AlreadyExists, await store.Create(Name, new ImageContent(new byte[24 * 1024 * 1024], "image/webp", Facts)));

        await using var image = await store.OpenRead(Name);
        Assert.Equal("first", await Text(image!));
    }

    [Fact]
    public async Task OpenRead_FromTheMiddle_ReadsWhatIsThere()
    {
        var store = Open();
        var bytes = RandomNumberGenerator.GetBytes(10 * 1024 * 1024);
        await store.Create(Name, new ImageContent(bytes, "image/png", Facts));
        await using var image = await store.OpenRead(Name);

        foreach (var start in new[] { 9 * 1024 * 1024, 5, (4 * 1024 * 1024) - 50 })
        {
            var piece = new byte[100];
            image!.Content.Position = start;
            await image.Content.ReadExactlyAsync(piece);
            Assert.Equal(bytes[start..(start + 100)], piece);
        }

        image!.Content.Seek(-1, SeekOrigin.End);
        var last = new byte[2];
        Assert.Equal(1, await image.Content.ReadAsync(last));
        Assert.Equal(bytes[^1], last[0]);
        Assert.Equal(0, await image.Content.ReadAsync(last));
    }

    [Fact]
    public async Task Create_AboveTheBound_RefusesAndWritesNothing()
    {
        var store = Open(maxImageBytes: SmallBound);
        var (large, talkative) = (Other(), Other());

        Assert.Equal(ImageWriteResult.Created, await store.Create(Name, Png("12345678")));
        Assert.Equal(ImageWriteResult.ImageTooLarge, await store.Create(large, Png("123456789")));
        Assert.Equal(ImageWriteResult.FactsTooLarge, await store.Create(talkative, Png("1", FactsOf(ImageContent.MaxFactsBytes + 1))));
        Assert.False(await store.Exists(large) || await store.Exists(talkative));
        Assert.Equal(ImageWriteResult.Created, await store.Create(talkative, Png("1", FactsOf(ImageContent.MaxFactsBytes))));
        await using var image = await store.OpenRead(talkative);
        Assert.Equal(FactsOf(ImageContent.MaxFactsBytes), image!.FactsJson);
        AssertNothingIsStaged();
    }

    [Fact]
    public async Task Create_FactsAreNoObject_ThrowsAndLeavesNothing()
    {
        var store = Open();

        await Assert.ThrowsAsync<ArgumentException>(() => store.Create(Name, Png("x", "[]")));

        Assert.False(await store.Exists(Name));
        AssertNothingIsStaged();
    }

    [Fact]
    public async Task Create_CancelledBeforeVisible_LeavesNothing()
    {
        var store = Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Create(Name, Png("x"), new CancellationToken(canceled: true)));

        Assert.False(await store.Exists(Name));
        AssertNothingIsStaged();
    }

    [Fact]
    public async Task Delete_Image_RemovesItAndFreesNothingElse()
    {
        var store = Open();
        var kept = Other();
        await store.Create(Name, Png("gone"));
        await store.Create(kept, Png("kept"));

        Assert.True(await store.Delete(Name));
        Assert.False(await store.Delete(Name));
        Assert.Null(await store.OpenRead(Name));
        Assert.True(await store.Exists(kept));
        AssertNothingIsStaged();
    }

    [Fact]
    public async Task OpenRead_WhileDeleted_ReadsOn()
    {
        var store = Open();
        await store.Create(Name, Png("picture"));
        await using var image = await store.OpenRead(Name);

        await store.Delete(Name);

        Assert.Equal("picture", await Text(image!));
    }

    protected static ImageName Other() => new(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, ImagePart.Image);

    protected static ImageContent Png(string text, string facts = Facts) => new(Encoding.UTF8.GetBytes(text), "image/png", facts);

    /// <summary>Opens the store once more, as another process would.</summary>
    protected abstract IImageStore Open(int maxImageBytes = 64 * 1024 * 1024);

    /// <summary>Holds that no write is half done; nothing where a store has no place for such.</summary>
    protected virtual void AssertNothingIsStaged()
    {
    }

    private static string FactsOf(int bytes) => "{\"x\":\"" + new string('a', bytes - 8) + "\"}";

    protected static async Task<string> Text(StoredImage image)
    {
        using var reader = new StreamReader(image.Content, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }
}
