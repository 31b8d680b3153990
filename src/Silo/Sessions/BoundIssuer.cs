using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Silo.Sessions;

/// <summary>What <c>bind-issuer</c> is told. Section <c>BindIssuer</c>.</summary>
public sealed class BoundIssuer : IValidatableObject
{
    private const string Section = "BindIssuer:";

    /// <summary>The organisation's id.</summary>
    [Required(ErrorMessage = "--organization is missing: name the organisation's id.")]
    public string? Organization { get; init; }

    /// <summary>The provider, as its tokens name it in <c>iss</c>; none to take the binding away.</summary>
    [StringLength(400, ErrorMessage = "--issuer takes at most 400 characters.")]
    [RegularExpression("https?://[!-~]+", ErrorMessage = "--issuer takes the issuer of the provider's tokens, such as https://login.microsoftonline.com/TENANT/v2.0.")]
    public string? Issuer { get; init; }

    /// <summary>The tenant, as tokens name it in <c>tid</c>; none for a provider whose tokens have no such claim.</summary>
    [RegularExpression("[!-~]{1,100}", ErrorMessage = "--tenant takes the tenant's id as tokens name it in tid.")]
    public string? Tenant { get; init; }

    /// <summary>The client id that tokens are issued for.</summary>
    [RegularExpression("[!-~]{1,255}", ErrorMessage = "--audience takes the client id that the provider's tokens are issued for.")]
    public string? Audience { get; init; }

    /// <summary>Options of a command line, and the keys that they stand for.</summary>
    public static IReadOnlyDictionary<string, string> Switches { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["--organization"] = Section + nameof(Organization),
        ["--issuer"] = Section + nameof(Issuer),
        ["--tenant"] = Section + nameof(Tenant),
        ["--audience"] = Section + nameof(Audience),
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Guid.TryParse(Organization, out _))
        {
            yield return new ValidationResult("--organization takes the id of an organisation.");
        }

        if (Issuer is null != Audience is null)
        {
            yield return new ValidationResult("--issuer and --audience belong together; --remove takes a binding away.");
        }
    }

    /// <summary>Reads what the command line or the configuration says.</summary>
    public static BoundIssuer Read(IConfiguration configuration) => new()
    {
        Organization = configuration[Section + nameof(Organization)],
        Issuer = configuration[Section + nameof(Issuer)],
        Tenant = configuration[Section + nameof(Tenant)],
        Audience = configuration[Section + nameof(Audience)],
    };
}
