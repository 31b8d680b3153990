using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DonatelloAI.Contracts.Sessions;

namespace DonatelloAI.Contracts.Tests.Sessions;

public sealed class AccessTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 5, 0, 0, TimeSpan.Zero);
    private static readonly AccessTokenKeys Keys = new(2, new Dictionary<int, byte[]> { [1] = KeyOf(1), [2] = KeyOf(2) });
    private static readonly AccessCredential Credential = new(Guid.CreateVersion7(), Guid.CreateVersion7(), Now.AddMinutes(10), "mark");

    [Fact]
    public void Token_ReadAgain_SaysTheSame()
    {
        var text = AccessToken.Write(Credential, Now, Keys);

        Assert.True(AccessToken.TryRead(text, Keys, out var read));
        Assert.Equal(Credential, read);
        Assert.StartsWith(AccessToken.Beginning, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Token_SignedByAVersionThatIsOnlyAccepted_IsRead()
    {
        var old = AccessToken.Write(Credential, Now, Keys with { Active = 1 });

        Assert.True(AccessToken.TryRead(old, Keys, out _));
        Assert.False(AccessToken.TryRead(old, new AccessTokenKeys(2, new Dictionary<int, byte[]> { [2] = KeyOf(2) }), out _));
    }

    [Fact]
    public void Token_AlteredAnywhere_IsNotRead()
    {
        var text = AccessToken.Write(Credential, Now, Keys);

        // The last letter of a signature stands for fewer bits than it has, so another one may mean the same.
        Assert.All(Enumerable.Range(0, text.Length - 1), place =>
            Assert.False(AccessToken.TryRead(text[..place] + (text[place] == 'a' ? 'b' : 'a') + text[(place + 1)..], Keys, out _)));
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"2","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"2","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"HS256","kid":"3","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT"}""")]
    public void Token_WithAnotherHeader_IsNotReadHoweverItIsSigned(string header)
    {
        var body = $"{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(header))}.{AccessToken.Write(Credential, Now, Keys).Split('.')[1]}";
        var signed = $"{body}.{Base64Url.EncodeToString(HMACSHA256.HashData(KeyOf(2), Encoding.ASCII.GetBytes(body)))}";

        Assert.False(AccessToken.TryRead(signed, Keys, out _));
        Assert.False(AccessToken.TryRead(body + ".", Keys, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("eyJ")]
    [InlineData("eyJ.eyJ.eyJ.eyJ")]
    public void Text_ThatIsNoToken_IsNotRead(string text) => Assert.False(AccessToken.TryRead(text, Keys, out _));

    private static byte[] KeyOf(byte number) => [.. Enumerable.Repeat(number, 32)];
}
