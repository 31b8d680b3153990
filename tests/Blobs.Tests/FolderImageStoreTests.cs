using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Contracts.Generations;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Blobs.Tests;

public sealed class FolderImageStoreTests : ImageStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("donatello-blobs-");
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private string Root => Path.Combine(_folder.FullName, "images");
    private string Incoming => Path.Combine(Root, ".incoming");

    public void Dispose() => _folder.Delete(recursive: true);

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

    protected override void AssertNothingIsStaged() => Assert.Empty(Directory.EnumerateFileSystemEntries(Incoming));

    protected override FolderImageStore Open(int maxImageBytes = 64 * 1024 * 1024) =>
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
}
