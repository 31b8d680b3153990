using DonatelloAI.Contracts.Sessions;

namespace DonatelloAI.Contracts.Tests.Sessions;

public sealed class RefreshTokenTests
{
    private static readonly byte[] Pepper = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];
    private static readonly Guid Session = new("0198c0de-1234-7abc-8def-0123456789ab");

    [Fact]
    public void Token_ReadAgain_IsTheSame()
    {
        var token = RefreshToken.First(Session, "opening", Pepper);

        Assert.True(RefreshToken.TryParse(token.SecretText, out var read));
        Assert.Equal((Session, token.SecretText), (read.SessionId, read.SecretText));
        Assert.Equal(RefreshToken.Length, token.SecretText.Length);
        Assert.Matches("^dnr_[0-9A-Za-z]{22}_[0-9A-Za-z]{50}$", token.SecretText);
    }

    [Fact]
    public void Token_MadeAgainFromTheSame_IsTheSameAndFromAnythingElseAnother()
    {
        var token = RefreshToken.First(Session, "opening", Pepper);

        Assert.Equal(token.SecretText, RefreshToken.First(Session, "opening", Pepper).SecretText);
        Assert.Equal(token.Successor(Pepper).SecretText, token.Successor(Pepper).SecretText);
        string[] others =
        [
            RefreshToken.First(Session, "another", Pepper).SecretText,
            RefreshToken.First(Guid.Empty, "opening", Pepper).SecretText,
            RefreshToken.First(Session, "opening", new byte[32]).SecretText,
            token.Successor(Pepper).SecretText,
            token.Successor(new byte[32]).SecretText,
            token.Successor(Pepper).Successor(Pepper).SecretText,
        ];
        Assert.Equal(7, others.Append(token.SecretText).Distinct().Count());
    }

    [Fact]
    public void Token_MistypedAnywhere_IsNone()
    {
        var text = RefreshToken.First(Session, "opening", Pepper).SecretText;

        Assert.All(Enumerable.Range(0, text.Length), place =>
            Assert.False(RefreshToken.TryParse(text[..place] + (text[place] == 'a' ? 'b' : 'a') + text[(place + 1)..], out _)));
        Assert.False(RefreshToken.TryParse(text[..^1], out _));
        Assert.False(RefreshToken.TryParse(null, out _));
    }

    [Fact]
    public void Hash_OfAToken_MatchesItAloneUnderItsPepperAlone()
    {
        var token = RefreshToken.First(Session, "opening", Pepper);

        Assert.Matches("^[0-9a-f]{64}$", token.Hash(Pepper));
        Assert.True(token.Matches(token.Hash(Pepper), Pepper));
        Assert.False(token.Matches(token.Hash(Pepper), new byte[32]));
        Assert.False(token.Successor(Pepper).Matches(token.Hash(Pepper), Pepper));
    }

    [Fact]
    public void Token_InText_SaysNothingOfItsSecret()
    {
        var token = RefreshToken.First(Session, "opening", Pepper);

        Assert.DoesNotContain(token.SecretText[30..60], $"{token} {new RefreshCredential(token.SecretText)}", StringComparison.Ordinal);
    }
}
