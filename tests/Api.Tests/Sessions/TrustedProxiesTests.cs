using System.Net;
using DonatelloAI.Api.Sessions;
using DonatelloAI.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Api.Tests.Sessions;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("", "203.0.113.7", "198.51.100.1", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "203.0.113.7", "198.51.100.1", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "10.1.2.3", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.0/8", "10.1.2.3", "1.2.3.4, 198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.0/8", "10.1.2.3", "198.51.100.1, 10.9.9.9", "198.51.100.1")]
    [InlineData("10.1.2.3", "10.1.2.3", "10.1.2.4", "10.1.2.4")]
    [InlineData("10.1.2.3", "10.1.2.3", "nonsense", "10.1.2.3")]
    [InlineData("10.1.2.3", "10.1.2.3", "", "10.1.2.3")]
    [InlineData("2001:db8::/32, 10.1.2.3", "2001:db8::1", "2001:db9::1", "2001:db9::1")]
    public void Address_IsTheHeadersWhereAProxySendsItAlone(string proxies, string peer, string header, string expected)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(peer) } };
        context.Request.Headers["X-Forwarded-For"] = header;

        Assert.Equal(expected, Read(proxies).AddressOf(context)?.ToString());
    }

    [Fact]
    public void Entry_ThatIsNoNetwork_StopsTheStartByName() =>
        Assert.Contains("Api:TrustedProxies", Assert.Throws<StartRefusedException>(() => Read("10.0.0.0/8,proxy.example")).Message, StringComparison.Ordinal);

    [Fact]
    public void Entries_AsAList_AreRead()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Api:TrustedProxies:0"] = "10.1.2.3", ["Api:TrustedProxies:1"] = "10.1.2.4" }).Build();
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("10.1.2.4") } };
        context.Request.Headers["X-Forwarded-For"] = "198.51.100.1";

        Assert.Equal("198.51.100.1", TrustedProxies.Read(configuration).AddressOf(context)?.ToString());
    }

    private static TrustedProxies Read(string proxies) => TrustedProxies.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Api:TrustedProxies"] = proxies }).Build());
}
