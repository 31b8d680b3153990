using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DonatelloAI.Hosting;

/// <summary>What every program that answers over HTTP has in common.</summary>
public static class WebProcess
{
    /// <summary>Seconds that work and requests in progress may take to finish once the process is told to stop.</summary>
    private const int DrainSeconds = 30;

    /// <summary>Headers that a request may have: 100, several times what a browser behind proxies sends. More are 431.</summary>
    public const int MaxHeaders = 100;

    /// <summary>Bytes of all headers of a request: 32 kB, twice the longest ID token. More are 431.</summary>
    public const int MaxHeaderBytes = 32_768;

    /// <summary>A builder with configuration, console, server and the time to drain.</summary>
    /// <param name="arguments">The command line, which configuration is read from too.</param>
    /// <exception cref="StartRefusedException">The configuration has a key that no program reads.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        SettingsCheck.RefuseIfWrong(builder.Configuration, Environment.GetEnvironmentVariables());
        ConsoleLogging.Configure(builder);
        builder.WebHost.ConfigureKestrel(static server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestHeaderCount = MaxHeaders;
            server.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        });
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(DrainSeconds));
        return builder;
    }

    /// <summary>Says where to listen when neither command line nor configuration does.</summary>
    public static void ListenByDefault(WebApplicationBuilder builder, string urls)
    {
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null && builder.Configuration["http_ports"] is null)
        {
            builder.WebHost.UseUrls(urls);
        }
    }
}
