using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Tests.Users;

public sealed class SealedJsonTests
{
    [Fact]
    public void Write_ASealedText_IsAnObjectWithOneMember() =>
        Assert.Equal("""{"sealed":"s1.1.AbC-_9"}""", SealedJson.Write("s1.1.AbC-_9"));

    [Theory]
    [InlineData("""{"sealed":"s1.1.AbC-_9"}""")]
    [InlineData("""{ "sealed" : "s1.1.AbC-_9" }""")]
    public void Read_HoweverTheDatabaseFormattedIt_AnswersTheText(string json) => Assert.Equal("s1.1.AbC-_9", SealedJson.Read(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"sealed":1}""")]
    [InlineData("\"sealed\"")]
    [InlineData("{")]
    [InlineData("")]
    public void Read_AnythingElse_AnswersNull(string json) => Assert.Null(SealedJson.Read(json));

    [Fact]
    public void Opened_AsText_DoesNotShowWhatWasOpened()
    {
        var opened = new Opened(OpenResult.Opened, "a secret garden");

        Assert.DoesNotContain("secret", $"{opened}", StringComparison.Ordinal);
        Assert.Contains("version 7 is missing", $"{new Opened(OpenResult.UnknownKey, MasterVersion: 7)}", StringComparison.Ordinal);
    }
}
