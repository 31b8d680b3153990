using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Contracts.Tests.Generations;

public sealed class ImageNameTests
{
    private const string Organization = "0199a7c0000070008000000000000001";
    private const string Generation = "0199a7c00000700080000000000000ab";

    [Theory]
    [InlineData(ImagePart.Image)]
    [InlineData(ImagePart.Thumbnail)]
    [InlineData(ImagePart.Metadata)]
    public void Parse_OwnText_GivesBackName(ImagePart part)
    {
        var name = new ImageName(Guid.CreateVersion7(), Guid.CreateVersion7(), 3, part);

        Assert.True(ImageName.TryParse(name.ToString(), out var read));
        Assert.Equal(name, read);
    }

    [Fact]
    public void Text_CarriesGenerationAndAttempt() =>
        Assert.Equal(
            $"{Organization}/ab/{Generation}-2-image",
            new ImageName(Guid.Parse(Organization), Guid.Parse(Generation), 2, ImagePart.Image).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData($"{Organization}/ab/{Generation}/../../1-image")]
    [InlineData($"{Organization}/ab/{Generation}/1-image")]
    [InlineData($"{Organization}/ab/{Generation}-1-image-")]
    [InlineData($"{Organization}/ab/{Generation}-1-image/../x")]
    [InlineData($"{Organization}/../{Generation}-1-image")]
    [InlineData($"{Organization}/cd/{Generation}-1-image")]
    [InlineData($"{Organization}/ab/{Generation}-01-image")]
    [InlineData($"{Organization}/ab/{Generation}-0-image")]
    [InlineData($"{Organization}/ab/{Generation}-10000-image")]
    [InlineData($"{Organization}/ab/{Generation}-1-other")]
    [InlineData($"{Organization}/AB/{Generation}-1-image")]
    [InlineData($"{Organization}\\ab\\{Generation}\\1-image")]
    [InlineData($"{Organization}/ab/{Generation}-1-image\0")]
    public void Parse_AnythingElse_Refuses(string? text) => Assert.False(ImageName.TryParse(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ImageName.MaxAttemptNo + 1)]
    public void Name_AttemptOutOfRange_Throws(int attemptNo) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageName(Guid.Empty, Guid.Empty, attemptNo, ImagePart.Image));
}
