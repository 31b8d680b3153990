using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DonatelloAI.Hosting.Telemetry;

/// <summary>Sends traces, metrics and logs to a receiver of OpenTelemetry's protocol, where one is named; otherwise nothing is recorded.</summary>
public static class TelemetryExport
{
    private const string OwnNames = "DonatelloAI*";
    private const string SignedImages = "/v1/images";

    // Grain calls; the runtime's own calls among silos are left out, nobody asked for those.
    private const string GrainCalls = "Microsoft.Orleans.Application";

    /// <summary>Adds the export.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="program">What the process is called unless configuration says otherwise.</param>
    /// <exception cref="StartRefusedException">A setting is wrong.</exception>
    public static void AddDonatelloTelemetry(this WebApplicationBuilder builder, string program)
    {
        var reader = new SettingsReader(builder.Configuration);
        var settings = reader.Read(TelemetrySettings.Read);
        reader.RefuseIfWrong();
        if (!settings.IsOn)
        {
            return;
        }

        var version = typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3);
        builder.Services.Configure<AspNetCoreTraceInstrumentationOptions>(Requests);
        builder.Services.Configure<OpenTelemetryLoggerOptions>(static logs => logs.IncludeFormattedMessage = true);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(settings.ServiceName ?? program, serviceNamespace: "donatello", serviceVersion: version))
            .WithTracing(static traces => traces
                .AddAspNetCoreInstrumentation()
                .AddSource(OwnNames, GrainCalls, "Npgsql", "System.Net.Http"))
            .WithMetrics(static metrics => metrics
                .AddMeter(OwnNames, "Microsoft.Orleans", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddMeter("System.Net.Http", "Npgsql"))
            .WithLogging()
            .UseOtlpExporter();
    }

    private static void Requests(AspNetCoreTraceInstrumentationOptions requests)
    {
        requests.Filter = static context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
        requests.EnrichWithHttpRequest = static (span, request) =>
        {
            HideLink(span, request.Path);
            HideDevice(span);
        };
        requests.EnrichWithHttpResponse = static (span, _) => HideDevice(span);
    }

    /// <summary>What a person uses is sealed beside their session, and so it is told to nobody else.</summary>
    private static void HideDevice(Activity span)
    {
        span.SetTag("user_agent.original", null);
        span.SetTag("client.address", null);
    }

    /// <summary>A signed link opens an image for whoever has it, so it is nobody's business who reads traces.</summary>
    private static void HideLink(Activity span, PathString path)
    {
        if (path.StartsWithSegments(SignedImages, StringComparison.OrdinalIgnoreCase))
        {
            span.SetTag("url.path", $"{SignedImages}/{{signed}}");
        }
    }
}
