using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Hosting.Telemetry;

/// <summary>
/// Where telemetry goes, by the names that OpenTelemetry itself has for it. What is only passed through to its SDK, such as batch sizes,
/// is not looked at here.
/// </summary>
public sealed class TelemetrySettings : IValidatableObject
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolKey = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string SamplerKey = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgumentKey = "OTEL_TRACES_SAMPLER_ARG";
    private const string NameKey = "OTEL_SERVICE_NAME";
    private const string DisabledKey = "OTEL_SDK_DISABLED";

    private static readonly string[] Protocols = ["grpc", "http/protobuf"];
    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    private TelemetrySettings(IConfiguration configuration)
    {
        Endpoint = configuration[EndpointKey];
        Protocol = configuration[ProtocolKey];
        Sampler = configuration[SamplerKey];
        SamplerArgument = configuration[SamplerArgumentKey];
        ServiceName = configuration[NameKey];
        IsDisabled = string.Equals(configuration[DisabledKey], "true", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The receiver, such as <c>http://127.0.0.1:4317</c>; null sends nothing anywhere.</summary>
    public string? Endpoint { get; }

    /// <summary><c>grpc</c>, also where nothing is said, or <c>http/protobuf</c>.</summary>
    public string? Protocol { get; }

    /// <summary>Which traces are kept; all of them where nothing is said.</summary>
    public string? Sampler { get; }

    /// <summary>The share of traces that is kept, 0 to 1, for samplers by ratio.</summary>
    public string? SamplerArgument { get; }

    /// <summary>What the process is called; its program's own name where nothing is said.</summary>
    public string? ServiceName { get; }

    /// <summary>True when nothing is to be sent although there is a receiver.</summary>
    public bool IsDisabled { get; }

    /// <summary>True when anything is sent.</summary>
    public bool IsOn => !string.IsNullOrEmpty(Endpoint) && !IsDisabled;

    /// <summary>Reads the settings.</summary>
    public static TelemetrySettings Read(IConfiguration configuration) => new(configuration);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Endpoint) && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            yield return new ValidationResult($"{EndpointKey}: \"{Endpoint}\" is no address; write one such as http://127.0.0.1:4317.");
        }

        if (!string.IsNullOrEmpty(Protocol) && !Protocols.Contains(Protocol, StringComparer.Ordinal))
        {
            yield return new ValidationResult($"{ProtocolKey}: \"{Protocol}\" is not spoken; write {string.Join(" or ", Protocols)}.");
        }

        if (!string.IsNullOrEmpty(Sampler) && !Samplers.Contains(Sampler, StringComparer.Ordinal))
        {
            yield return new ValidationResult($"{SamplerKey}: \"{Sampler}\" is unknown; write one of {string.Join(", ", Samplers)}.");
        }

        if (!string.IsNullOrEmpty(SamplerArgument)
            && !(double.TryParse(SamplerArgument, System.Globalization.CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1))
        {
            yield return new ValidationResult($"{SamplerArgumentKey}: \"{SamplerArgument}\" is no share; write a number from 0 to 1, such as 0.1.");
        }
    }
}
