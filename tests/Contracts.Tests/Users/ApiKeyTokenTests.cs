using System.Security.Cryptography;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Contracts.Tests.Users;

public sealed class ApiKeyTokenTests
{
    private static readonly Guid User = Guid.CreateVersion7();
    private static readonly Guid Key = Guid.CreateVersion7();

    [Fact]
    public void Parse_OwnText_GivesBackIds()
    {
        var made = ApiKeyToken.Create(User, Key);

        Assert.True(ApiKeyToken.TryParse(made.SecretText, out var read));
        Assert.Equal((User, Key), (read.UserId, read.KeyId));
        Assert.Equal(ApiKeyToken.Length, made.SecretText.Length);
    }

    [Fact]
    public void Parse_ExtremeIds_GivesBackIds()
    {
        var made = ApiKeyToken.Create(Guid.Empty, Guid.AllBitsSet);

        Assert.True(ApiKeyToken.TryParse(made.SecretText, out var read));
        Assert.Equal((Guid.Empty, Guid.AllBitsSet), (read.UserId, read.KeyId));
    }

    [Fact]
    public void Parse_AnyCharacterChanged_Refuses()
    {
        var text = ApiKeyToken.Create(User, Key).SecretText;

        for (var i = 0; i < text.Length; i++)
        {
            var other = text[i] == 'x' ? 'y' : 'x';
            Assert.False(ApiKeyToken.TryParse(string.Concat(text.AsSpan(0, i), other.ToString(), text.AsSpan(i + 1)), out _), $"character {i}");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("dnt_")]
    [InlineData("sk-proj-abcdefghijklmnopqrstuvwxyz")]
    public void Parse_ForeignText_Refuses(string? text) => Assert.False(ApiKeyToken.TryParse(text, out _));

    [Fact]
    public void Parse_TruncatedOrPadded_Refuses()
    {
        var text = ApiKeyToken.Create(User, Key).SecretText;

        Assert.False(ApiKeyToken.TryParse(text[..^1], out _));
        Assert.False(ApiKeyToken.TryParse(text + "0", out _));
        Assert.False(ApiKeyToken.TryParse(" " + text[..^1], out _));
    }

    [Fact]
    public void Create_Twice_GivesDifferentSecrets() =>
        Assert.NotEqual(ApiKeyToken.Create(User, Key).SecretText, ApiKeyToken.Create(User, Key).SecretText);

    [Fact]
    public void Matches_OnlyWithItsOwnPepper()
    {
        var token = ApiKeyToken.Create(User, Key);
        var pepper = RandomNumberGenerator.GetBytes(32);
        var stored = token.Hash(pepper);

        Assert.True(token.Matches(stored, pepper));
        Assert.False(token.Matches(stored, RandomNumberGenerator.GetBytes(32)));
        Assert.False(ApiKeyToken.Create(User, Key).Matches(stored, pepper));
    }

    [Fact]
    public void Text_ForLogs_HoldsNoSecret()
    {
        var token = ApiKeyToken.Create(User, Key);
        var secret = token.SecretText[(token.SecretText.LastIndexOf('_') + 1)..];

        Assert.DoesNotContain(secret[..8], $"{token}", StringComparison.Ordinal);
        Assert.StartsWith(token.Prefix, token.SecretText, StringComparison.Ordinal);
    }
}
