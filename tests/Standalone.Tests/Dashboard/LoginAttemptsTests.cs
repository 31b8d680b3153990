using System.Net;
using DonatelloAI.Api.Dashboard;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Standalone.Tests.Dashboard;

public sealed class LoginAttemptsTests
{
    private static readonly IPAddress Remote = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 30, 0, TimeSpan.Zero));
    private readonly LoginAttempts _attempts;

    public LoginAttemptsTests() => _attempts = new LoginAttempts(_time);

    [Fact]
    public void Take_MoreThanAllowed_WaitsForTheEndOfTheWindow()
    {
        UseUp(Remote);
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(TimeSpan.FromMinutes(10), _attempts.Take(Remote));
        Assert.Null(_attempts.Take(IPAddress.Parse("192.0.2.2")));
    }

    [Fact]
    public void Take_AfterTheWindow_BeginsAgain()
    {
        UseUp(Remote);
        _time.Advance(LoginAttempts.Window);

        UseUp(Remote);
        Assert.NotNull(_attempts.Take(Remote));
    }

    [Fact]
    public void Take_AfterASuccess_BeginsAgain()
    {
        UseUp(Remote);
        _attempts.Succeeded(Remote);

        UseUp(Remote);
        Assert.NotNull(_attempts.Take(Remote));
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")]
    public void Take_FromAnotherAddressOfTheSameHousehold_IsCountedWithIt(string one, string other)
    {
        UseUp(IPAddress.Parse(one));

        Assert.NotNull(_attempts.Take(IPAddress.Parse(other)));
    }

    [Fact]
    public void Take_FromMoreAddressesThanAreRemembered_ForgetsTheOldest()
    {
        UseUp(Remote);
        for (var i = 0; i < LoginAttempts.MaxAddresses - 1; i++)
        {
            _attempts.Take(new IPAddress(0x0A000000 + i));
        }

        Assert.NotNull(_attempts.Take(Remote));
        _attempts.Take(IPAddress.Parse("198.51.100.1"));
        Assert.Null(_attempts.Take(Remote));
    }

    private void UseUp(IPAddress remote)
    {
        for (var i = 0; i < LoginAttempts.MaxAttempts; i++)
        {
            Assert.Null(_attempts.Take(remote));
        }
    }
}
