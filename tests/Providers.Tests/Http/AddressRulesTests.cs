using System.Net;
using System.Net.Sockets;
using DonatelloAI.Providers.Http;

namespace DonatelloAI.Providers.Tests.Http;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("104.18.6.192")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::6812:6c0")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void IsPublic_AddressOfTheInternet_IsTrue(string address) => Assert.True(AddressRules.IsPublic(IPAddress.Parse(address)));

    // Closed to all but a self-hosted server.
    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:0a00:0001::1")]
    [InlineData("2002:7f00:0001::1")]
    [InlineData("2001:0::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    public void IsAllowed_PrivateOrReserved_WithTheSwitchOnly(string address)
    {
        Assert.False(AddressRules.IsAllowed(IPAddress.Parse(address), allowPrivate: false));
        Assert.True(AddressRules.IsAllowed(IPAddress.Parse(address), allowPrivate: true));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("169.254.0.1")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("::ffff:168.63.129.16")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void IsAllowed_MetadataLinkLocalMulticast_Never(string address)
    {
        Assert.False(AddressRules.IsAllowed(IPAddress.Parse(address), allowPrivate: false));
        Assert.False(AddressRules.IsAllowed(IPAddress.Parse(address), allowPrivate: true));
    }

    [Fact]
    public async Task Resolve_OnePrivateAmongPublic_RefusesAll()
    {
        var dialer = new GuardedDialer(allowPrivate: false, (_, _) => Task.FromResult(new[] { IPAddress.Parse("8.8.8.8"), IPAddress.Loopback }));

        await Assert.ThrowsAsync<AddressRefusedException>(() => dialer.Resolve("two.example", default));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    public async Task Resolve_LiteralInAnyWriting_IsChecked(string host)
    {
        var dialer = new GuardedDialer(allowPrivate: false, (_, _) => throw new InvalidOperationException("No name is asked for."));

        await Assert.ThrowsAsync<AddressRefusedException>(() => dialer.Resolve(host, default));
    }

    [Fact]
    public async Task Resolve_NoAddress_IsHostNotFound()
    {
        var dialer = new GuardedDialer(allowPrivate: false, (_, _) => Task.FromResult(Array.Empty<IPAddress>()));

        await Assert.ThrowsAsync<SocketException>(() => dialer.Resolve("none.example", default));
    }

    [Theory]
    [InlineData("https://files.example/a.png", false, true)]
    [InlineData("https://files.example:8443/a.png", false, false)]
    [InlineData("http://files.example/a.png", false, false)]
    [InlineData("http://files.example/a.png", true, true)]
    [InlineData("https://user:word@files.example/a.png", true, false)]
    [InlineData("file:///etc/passwd", true, false)]
    [InlineData("ftp://files.example/a.png", true, false)]
    public void Delivery_Address_IsTakenByItsRules(string address, bool allowPrivate, bool expected) =>
        Assert.Equal(expected, ImageFetcher.Problem(new Uri(address), allowPrivate) is null);

    [Fact]
    public async Task Fetch_NameOfThisMachine_IsRefusedWithoutBeingAsked()
    {
        using var fetcher = new ImageFetcher(allowPrivate: false);

        var result = await fetcher.Fetch(new Uri("https://localhost/a.png"), default);

        Assert.Null(result.Bytes);
        Assert.Contains("refused", result.Problem, StringComparison.Ordinal);
    }
}
