using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Api.Generations;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Standalone;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Generations;

/// <summary>Bytes: for those who may see a generation, and for whoever holds a link.</summary>
[Collection(InstallationCollection.Name)]
public sealed class ImageTests(Installation installation) : GenerationTest(installation)
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Fact]
    public async Task Image_OfACompletedOne_IsTheBytesUnderTheirHash()
    {
        var id = (await Made()).Text("id");

        var image = await Artist.Get($"/v1/generations/{id}/image");

        Assert.Equal((200, "image/png", "nosniff"), (image.Code, image.Headers["Content-Type"], image.Headers["X-Content-Type-Options"]));
        Assert.Equal(PngSignature, image.Bytes[..4]);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(image.Bytes))}\"", image.Headers["ETag"]);
        Assert.Equal($"inline; filename=\"{id}.png\"", image.Headers["Content-Disposition"]);
        Assert.Equal(["no-cache", "private"], image.Headers["Cache-Control"].Split(", ").Order(StringComparer.Ordinal));
        Assert.Equal("bytes", image.Headers["Accept-Ranges"]);
    }

    [Fact]
    public async Task Thumbnail_AndMetadata_OfACompletedOne_AreThere()
    {
        var id = (await Made(Order("\"metadata\":{\"a\":1}"))).Text("id");

        var thumbnail = await Artist.Get($"/v1/generations/{id}/thumbnail");
        Assert.Equal((200, "image/jpeg", $"inline; filename=\"{id}-thumbnail.jpg\""), (thumbnail.Code, thumbnail.Headers["Content-Type"], thumbnail.Headers["Content-Disposition"]));
        var metadata = await Artist.Get($"/v1/generations/{id}/metadata");
        Assert.Equal((200, "application/json", "a red circle"), (metadata.Code, metadata.Headers["Content-Type"], metadata.Text("prompt")));
        Assert.Equal(304, (await Artist.Get($"/v1/generations/{id}/metadata", ("If-None-Match", metadata.Headers["ETag"]))).Code);
    }

    [Fact]
    public async Task Thumbnail_IsMadeAtTheFirstLookAndKept()
    {
        var id = (await Made()).GetProperty("id").GetGuid();
        var view = (await Installation.Grains.GetGrain<IGenerationGrain>(id).Watch(-1, TimeSpan.Zero))!;
        Assert.True(ImageName.TryParse(view.ThumbnailName, out var name));
        var images = Installation.App.Services.GetRequiredService<IImageStore>();
        Assert.False(await images.Exists(name));

        var first = await Artist.Get($"/v1/generations/{id}/thumbnail");

        Assert.Equal((200, "image/jpeg"), (first.Code, first.Headers["Content-Type"]));
        Assert.True(await images.Exists(name));
        Assert.Equal(304, (await Artist.Get($"/v1/generations/{id}/thumbnail", ("If-None-Match", first.Headers["ETag"]))).Code);
    }

    [Fact]
    public async Task Thumbnail_OfAnImageThatWasRemoved_IsGone()
    {
        var id = (await Made()).GetProperty("id").GetGuid();
        var view = (await Installation.Grains.GetGrain<IGenerationGrain>(id).Watch(-1, TimeSpan.Zero))!;
        Assert.True(ImageName.TryParse(view.ImageName, out var name));
        await Installation.App.Services.GetRequiredService<IImageStore>().Delete(name);

        var answer = await Artist.Get($"/v1/generations/{id}/thumbnail");

        Assert.Equal((410, "image_removed"), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task Thumbnail_OfAPictureThatCannotBeRead_IsNotThere()
    {
        var (organization, generation) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var images = Installation.App.Services.GetRequiredService<IImageStore>();
        await images.Create(new ImageName(organization, generation, 1, ImagePart.Image), new ImageContent(PngSignature, "image/png", "{}"));
        var name = new ImageName(organization, generation, 1, ImagePart.Thumbnail);
        var link = Installation.App.Services.GetRequiredService<LinkSigner>().Write(name, TimeProvider.System.GetUtcNow().AddMinutes(1));

        var answer = await Installation.As().Get($"/v1/images/{link}");

        Assert.Equal((404, "no_thumbnail"), (answer.Code, answer.Problem));
    }

    [Fact]
    public async Task Image_AskedForInPieces_AnswersThem()
    {
        var path = $"/v1/generations/{(await Made()).Text("id")}/image";
        var whole = (await Artist.Get(path)).Bytes;

        var first = await Artist.Get(path, ("Range", "bytes=0-3"));
        Assert.Equal((206, $"bytes 0-3/{whole.Length}"), (first.Code, first.Headers["Content-Range"]));
        Assert.Equal(PngSignature, first.Bytes);
        Assert.Equal(whole[^5..], (await Artist.Get(path, ("Range", "bytes=-5"))).Bytes);
        Assert.Equal(whole[10..], (await Artist.Get(path, ("Range", "bytes=10-"))).Bytes);

        var beyond = await Artist.Get(path, ("Range", $"bytes={whole.Length}-"));
        Assert.Equal((416, "range_not_satisfiable", $"bytes */{whole.Length}"), (beyond.Code, beyond.Problem, beyond.Headers["Content-Range"]));
    }

    [Fact]
    public async Task Image_AskedForWithItsTag_IsNotSentAgain()
    {
        var path = $"/v1/generations/{(await Made()).Text("id")}/image";
        var tag = (await Artist.Get(path)).Headers["ETag"];

        var again = await Artist.Get(path, ("If-None-Match", tag));
        Assert.Equal((304, 0), (again.Code, again.Bytes.Length));
        Assert.Equal(200, (await Artist.Get(path, ("If-None-Match", "\"other\""))).Code);
        Assert.Equal(200, (await Artist.Get(path, ("Range", "bytes=0-3"), ("If-Range", "\"other\""))).Code);
    }

    [Fact]
    public async Task Image_BeforeTheEndOrWithoutOne_IsAConflict()
    {
        var running = (await Artist.Post("/v1/generations", Studio("[fault:slow] a cave"))).Text("id");
        var failed = (await Made(Studio("[fault:moderation_blocked] a thing"))).Text("id");
        foreach (var path in new[] { $"{running}/image", $"{running}/thumbnail", $"{running}/metadata", $"{failed}/image" })
        {
            var answer = await Artist.Get($"/v1/generations/{path}");
            Assert.Equal((409, "generation_not_completed"), (answer.Code, answer.Problem));
        }
    }

    [Fact]
    public async Task Image_ThatWasRemoved_IsGone()
    {
        var made = await Made();
        var view = (await Installation.Grains.GetGrain<IGenerationGrain>(made.GetProperty("id").GetGuid()).Watch(-1, TimeSpan.Zero))!;
        Assert.True(ImageName.TryParse(view.ImageName, out var name));
        await Installation.App.Services.GetRequiredService<IImageStore>().Delete(name);

        foreach (var (client, path) in new[] { (Artist, $"/v1/generations/{made.Text("id")}/image"), (Installation.As(), new Uri(made.Text("image_url")).AbsolutePath) })
        {
            var answer = await client.Get(path);
            Assert.Equal((410, "image_removed"), (answer.Code, answer.Problem));
        }
    }

    [Fact]
    public async Task Head_OfEveryImageRoute_AnswersAsGetWithoutTheBytes()
    {
        var made = await Made();
        var path = $"/v1/generations/{made.Text("id")}";
        var link = new Uri(made.Text("image_url")).AbsolutePath;
        foreach (var (client, route) in new[] { (Artist, $"{path}/image"), (Artist, $"{path}/thumbnail"), (Artist, $"{path}/metadata"), (Installation.As(), link) })
        {
            var (get, head) = (await client.Get(route), await client.Send("HEAD", route, null));

            Assert.Equal((200, 0), (head.Code, head.Bytes.Length));
            foreach (var name in new[] { "Content-Type", "Content-Length", "ETag", "Content-Disposition", "Accept-Ranges", "X-Content-Type-Options" })
            {
                Assert.Equal((name, get.Headers[name]), (name, head.Headers[name]));
            }
        }

        Assert.Equal(401, (await Installation.As().Send("HEAD", $"{path}/image", null)).Code);
        Assert.Equal(404, (await Artist.Send("HEAD", $"/v1/generations/{Guid.CreateVersion7()}/image", null)).Code);
        Assert.Equal(404, (await Installation.As().Send("HEAD", "/v1/images/x", null)).Code);
    }

    [Fact]
    public async Task Link_OfADeletedOne_EndsAtOnceAndNoFileIsLeft()
    {
        var made = await Made();
        var view = (await Installation.Grains.GetGrain<IGenerationGrain>(made.GetProperty("id").GetGuid()).Watch(-1, TimeSpan.Zero))!;
        Assert.True(ImageName.TryParse(view.ImageName, out var image));

        Assert.Equal(204, (await Artist.Delete($"/v1/generations/{made.Text("id")}")).Code);

        foreach (var link in new[] { made.Text("image_url"), made.Text("thumbnail_url") })
        {
            var answer = await Installation.As().Get(new Uri(link).AbsolutePath);
            Assert.Equal((410, "image_removed"), (answer.Code, answer.Problem));
        }

        var images = Installation.App.Services.GetRequiredService<IImageStore>();
        foreach (var part in Enum.GetValues<ImagePart>())
        {
            Assert.False(await images.Exists(new ImageName(image.OrganizationId, image.GenerationId, image.AttemptNo, part)), $"{part}");
        }

        Assert.Equal(204, (await Artist.Delete($"/v1/generations/{made.Text("id")}")).Code);
        Assert.Equal((Price, "0.000000"), await Money());
    }

    [Fact]
    public async Task Link_OfACompletedOne_OpensItsPartForAnybody()
    {
        var made = await Made();
        var (image, small) = (made.Text("image_url"), made.Text("thumbnail_url"));
        Assert.StartsWith($"{Installation.Address}v1/images/", image, StringComparison.Ordinal);

        var answer = await Installation.As().Get(new Uri(image).AbsolutePath);

        Assert.Equal((200, "image/png", "cross-origin"), (answer.Code, answer.Headers["Content-Type"], answer.Headers["Cross-Origin-Resource-Policy"]));
        Assert.Equal((await Artist.Get($"/v1/generations/{made.Text("id")}/image")).Bytes, answer.Bytes);
        Assert.Matches("(?=.*private)(?=.*immutable)(?=.*max-age=3[56][0-9]{2})", answer.Headers["Cache-Control"]);
        Assert.Equal("image/jpeg", (await Installation.As().Get(new Uri(small).AbsolutePath)).Headers["Content-Type"]);
        Assert.Equal(206, (await Installation.As().Get(new Uri(image).AbsolutePath, ("Range", "bytes=0-3"))).Code);
    }

    [Fact]
    public async Task Link_WithAnyCharacterChanged_IsNotThere()
    {
        var path = new Uri((await Made()).Text("image_url")).AbsolutePath;
        var start = path.LastIndexOf('/') + 1;
        for (var i = start; i < path.Length; i++)
        {
            var changed = path.Remove(i, 1).Insert(i, path[i] == 'A' ? "B" : "A");
            var answer = await Installation.As().Get(changed);
            Assert.Equal((404, "not_found"), (answer.Code, answer.Problem));
        }

        foreach (var wrong in new[] { path[..^1], path + "A", "/v1/images/x", $"/v1/images/{new string('A', LinkSigner.TokenLength)}" })
        {
            Assert.Equal(404, (await Installation.As().Get(wrong)).Code);
        }
    }

    [Fact]
    public async Task Link_ThatHasEnded_IsGone()
    {
        var name = new ImageName(Place.OrganizationId, Guid.CreateVersion7(), 1, ImagePart.Image);
        var link = Installation.App.Services.GetRequiredService<LinkSigner>().Write(name, TimeProvider.System.GetUtcNow().AddSeconds(-1));

        var answer = await Installation.As().Get($"/v1/images/{link}");
        Assert.Equal((410, "link_expired"), (answer.Code, answer.Problem));
    }

    [Fact]
    public void Link_OfAnOlderKey_IsAcceptedAndOfAnotherOneIsNot()
    {
        var (older, newer) = (new byte[32], Encoding.ASCII.GetBytes(new string('k', 32)));
        var name = new ImageName(Guid.CreateVersion7(), Guid.CreateVersion7(), 12, ImagePart.Thumbnail);
        var until = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000);
        var link = new LinkSigner([older]).Write(name, until);

        Assert.Equal(new SignedLink(name, until), new LinkSigner([newer, older]).Read(link));
        Assert.Null(new LinkSigner([newer]).Read(link));
        Assert.Throws<ArgumentException>(() => new LinkSigner([]));
        Assert.Throws<ArgumentException>(() => new LinkSigner([new byte[31]]));
    }

    [Fact]
    public void Links_OfTheHost_AreSignedByAKeyOfTheirOwn()
    {
        var keys = Installation.App.Services.GetRequiredService<MasterKeys>();

        Assert.NotEqual(keys.Derive(KeyPurposes.Cursors), keys.Derive(KeyPurposes.Links));
        Assert.Equal(keys.Derive(KeyPurposes.Links), Installation.App.Services.GetRequiredService<ApiOptions>().LinkKeys[0]);
    }
}
