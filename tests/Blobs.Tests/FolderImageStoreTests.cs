using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Contracts.Generations;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Blobs.Tests;

public sealed class FolderImageStoreTests : IDisposable
{
    private const string Facts = """{"request_id":"req-1","seed":42,"note":"käse"}""";
    private static readonly ImageName Name = new(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, ImagePart.Image);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("donatello-blobs-");
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private string Root => Path.Combine(_folder.FullName, "images");
    private string Incoming => Path.Combine(Root, ".incoming");

    public void Dispose() => _folder.Delete(recursive: true);

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
        FolderImageStore[] stores = [Open(), Open()];

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            Task.Run(() => stores[i % 2].Create(Name, Png($"writer {i}", $$"""{"writer":{{i}}}""")))));

        Assert.Single(results, ImageWriteResult.Created);
        Assert.Equal(31, results.Count(r => r == ImageWriteResult.AlreadyExists));
        var winner = Array.IndexOf(results, ImageWriteResult.Created);
        await using var image = await stores[0].OpenRead(Name);
        Assert.Equal(($"writer {winner}", $$"""{"writer":{{winner}}}"""), (await Text(image!), image!.FactsJson));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Incoming));
    }

    [Fact]
    public async Task Create_AfterACrashedWrite_IsNotDisturbed()
    {
        var store = Open();
        LeaveBehind("crashed");

        Assert.False(await store.Exists(Name));
        Assert.Null(await store.OpenRead(Name));
        Assert.Equal(ImageWriteResult.Created, await store.Create(Name, Png("whole")));
    }

    [Fact]
    public void Open_LeftoverOfACrash_IsRemovedOnceOldEnough()
    {
        Open();
        var leftover = LeaveBehind("crashed");

        Open();
        Assert.True(File.Exists(leftover));

        _time.Advance(TimeSpan.FromMinutes(61));
        Open();
        Assert.False(File.Exists(leftover));
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
    }

    [Fact]
    public async Task Create_AboveTheBound_RefusesAndWritesNothing()
    {
        var store = Open(maxImageBytes: 8);

        Assert.Equal(ImageWriteResult.Created, await store.Create(Name, Png("12345678")));
        Assert.Equal(ImageWriteResult.ImageTooLarge, await store.Create(Other(), Png("123456789")));
        Assert.Equal(ImageWriteResult.FactsTooLarge, await store.Create(Other(), Png("1", FactsOf(ImageContent.MaxFactsBytes + 1))));
        Assert.Equal(ImageWriteResult.Created, await store.Create(Other(), Png("1", FactsOf(ImageContent.MaxFactsBytes))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Incoming));
    }

    [Fact]
    public async Task Create_FactsAreNoObject_ThrowsAndLeavesNothing()
    {
        var store = Open();

        await Assert.ThrowsAsync<ArgumentException>(() => store.Create(Name, Png("x", "[]")));

        Assert.False(await store.Exists(Name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Incoming));
    }

    [Fact]
    public async Task Create_CancelledBeforeVisible_LeavesNothing()
    {
        var store = Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Create(Name, Png("x"), new CancellationToken(canceled: true)));

        Assert.False(await store.Exists(Name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Incoming));
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
        Assert.Empty(Directory.EnumerateFileSystemEntries(Incoming));
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

    [Fact]
    public async Task Create_FileOfTheImage_BeginsWithItsBytes()
    {
        await Open().Create(Name, Png("picture"));

        Assert.StartsWith("picture", await File.ReadAllTextAsync(PlaceOf(Name)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task Create_SmallPartThatLostItsEndWithThePower_TakesItsPlace(int bytesLeft)
    {
        var store = Open();
        ImageName thumbnail = new(Name.OrganizationId, Name.GenerationId, 1, ImagePart.Thumbnail);
        await store.Create(thumbnail, Png("small"));
        CutOff(PlaceOf(thumbnail), bytesLeft);

        Assert.False(await store.Exists(thumbnail));
        Assert.Null(await store.OpenRead(thumbnail));
        Assert.Equal(ImageWriteResult.Created, await store.Create(thumbnail, Png("again")));

        await using var image = await store.OpenRead(thumbnail);
        Assert.Equal("again", await Text(image!));
    }

    [Fact]
    public async Task OpenRead_DamagedImage_SaysSo()
    {
        var store = Open();
        await store.Create(Name, Png("picture"));
        CutOff(PlaceOf(Name), -1);

        var damaged = await Assert.ThrowsAsync<InvalidDataException>(() => store.OpenRead(Name));

        Assert.Contains(PlaceOf(Name), damaged.Message, StringComparison.Ordinal);
        Assert.Equal(ImageWriteResult.AlreadyExists, await store.Create(Name, Png("another")));
    }

    [Fact]
    public async Task Create_FolderRemovedByHand_IsTakenUpAtTheNextTry()
    {
        var store = Open();
        await store.Create(Name, Png("picture"));
        Directory.Delete(Path.Combine(Root, Name.OrganizationId.ToString("N")), recursive: true);
        var again = new ImageName(Name.OrganizationId, Name.GenerationId, 2, ImagePart.Image);

        await Assert.ThrowsAsync<IOException>(() => store.Create(again, Png("picture")));

        Assert.Equal(ImageWriteResult.Created, await store.Create(again, Png("picture")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Incoming));
    }

    [Fact]
    public async Task Content_ReadInPieces_EndsWithTheImage()
    {
        var store = Open();
        await store.Create(Name, Png("0123456789"));
        await using var image = await store.OpenRead(Name);
        var buffer = new byte[64];

        Assert.Equal(10, image!.Content.Length);
        image.Content.Seek(-4, SeekOrigin.End);
        Assert.Equal("6789", Encoding.UTF8.GetString(buffer, 0, await image.Content.ReadAsync(buffer)));
        Assert.Equal(0, image.Content.Read(buffer));
        image.Content.Position = 20;
        Assert.Equal(0, await image.Content.ReadAsync(buffer));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Content.Seek(-1, SeekOrigin.Begin));
    }

    [Fact]
    public void Open_NewFolder_IsPrivate()
    {
        Open();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Root));
        }
    }

    private FolderImageStore Open(int maxImageBytes = 64 * 1024 * 1024) =>
        FolderImageStore.Open(new FolderImageStoreOptions { Root = Root, MaxImageBytes = maxImageBytes }, _time);

    private string LeaveBehind(string name)
    {
        var file = Path.Combine(Incoming, name);
        File.WriteAllText(file, "half a pict");
        return file;
    }

    private string PlaceOf(ImageName name) => Path.Combine(Root, name.ToString());

    private static void CutOff(string path, int bytesLeft)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(bytesLeft < 0 ? file.Length + bytesLeft : bytesLeft);
    }

    private static ImageName Other() => new(Guid.CreateVersion7(), Guid.CreateVersion7(), 1, ImagePart.Image);

    private static ImageContent Png(string text, string facts = Facts) => new(Encoding.UTF8.GetBytes(text), "image/png", facts);

    private static string FactsOf(int bytes) => "{\"x\":\"" + new string('a', bytes - 8) + "\"}";

    private static async Task<string> Text(StoredImage image)
    {
        using var reader = new StreamReader(image.Content, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }
}
