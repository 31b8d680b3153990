using System.Net;
using DonatelloAI.Api.Limits;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Api.Tests.Limits;

public sealed class FailedAttemptsTests
{
    private const int Limit = 3;

    private readonly FakeTimeProvider _time = new();
    private readonly FailedAttempts _attempts;

    public FailedAttemptsTests() => _attempts = New(Limit);

    [Fact]
    public void Address_WithTooManyWrongOnes_WaitsUntilTheyAreAMinuteOld()
    {
        var (address, other) = (AddressOf(1), AddressOf(2));
        for (var i = 0; i < Limit; i++)
        {
            Assert.Null(_attempts.Wait(address, "wrong"));
            _attempts.Fail(address);
        }

        var wait = _attempts.Wait(address, "wrong")!.Value;

        Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(61));
        Assert.Null(_attempts.Wait(other, "wrong"));
        _time.Advance(wait);
        Assert.Null(_attempts.Wait(address, "wrong"));
    }

    [Fact]
    public void Credential_AcceptedLately_PassesFromItsAddressAlone()
    {
        var (address, other) = (AddressOf(1), AddressOf(2));
        _attempts.Accept(address, "good");
        for (var i = 0; i < Limit; i++)
        {
            _attempts.Fail(address);
            _attempts.Fail(other);
        }

        Assert.Null(_attempts.Wait(address, "good"));
        Assert.NotNull(_attempts.Wait(address, "bad"));
        Assert.NotNull(_attempts.Wait(other, "good"));
    }

    [Fact]
    public void Addresses_MoreThanAreRemembered_PushTheOldestOut()
    {
        for (var i = 0; i < FailedAttempts.MaxAddresses + 100; i++)
        {
            for (var failure = 0; failure < Limit; failure++)
            {
                _attempts.Fail(AddressOf(i));
            }
        }

        Assert.Equal(FailedAttempts.MaxAddresses, _attempts.Addresses);
        Assert.Null(_attempts.Wait(AddressOf(0), "wrong"));
        Assert.NotNull(_attempts.Wait(AddressOf(FailedAttempts.MaxAddresses + 99), "wrong"));
        _time.Advance(TimeSpan.FromMinutes(2));
        _attempts.Fail(AddressOf(1_000_000));
        Assert.Equal(1, _attempts.Addresses);
    }

    [Fact]
    public void Credentials_MoreThanAreRemembered_PushTheOldestOut()
    {
        for (var i = 0; i < 5 * AcceptedLately.Most; i++)
        {
            _attempts.Accept(AddressOf(1), $"good {i}");
        }

        Assert.InRange(_attempts.Accepted, AcceptedLately.Most, 2 * AcceptedLately.Most);
    }

    [Fact]
    public void Credential_AcceptedLongAgo_IsForgotten()
    {
        var accepted = new AcceptedLately(_time);
        accepted.Add(AddressOf(1), "good");

        _time.Advance(AcceptedLately.Generation);
        Assert.True(accepted.Has(AddressOf(1), "good"));
        _time.Advance(2 * AcceptedLately.Generation);
        Assert.False(accepted.Has(AddressOf(1), "good"));
    }

    [Fact]
    public void Limit_OfZero_BindsNobodyAndRemembersNothing()
    {
        var none = New(0);
        for (var i = 0; i < 1_000; i++)
        {
            none.Fail(AddressOf(1));
        }

        none.Accept(AddressOf(1), "good");
        Assert.Equal((null, 0, 0), (none.Wait(AddressOf(1), "wrong"), none.Addresses, none.Accepted));
    }

    private FailedAttempts New(int limit) =>
        new(new ApiOptions { CursorKey = new byte[32], LinkKeys = [new byte[32]], FailedAttemptsPerMinute = limit }, _time);

    private static IPAddress AddressOf(int number) => new((uint)(0x0A000000 + number));
}
