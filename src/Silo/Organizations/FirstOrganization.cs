using System.ComponentModel.DataAnnotations;
using DonatelloAI.Hosting;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Silo.Organizations;

/// <summary>What the first organisation of an installation is called; all of it may be changed later. Section <c>FirstOrganization</c>.</summary>
public sealed class FirstOrganization : IValidatableObject
{
    private const string Section = "FirstOrganization:";
    private const int MaxBudgetAud = 1_000_000_000;

    /// <summary>The organisation's name; <c>My organisation</c> unless told otherwise.</summary>
    [StringLength(200, MinimumLength = 1, ErrorMessage = "--name takes 1 to 200 characters.")]
    public string Name { get; init; } = "My organisation";

    /// <summary>Its domain; <c>example.org</c> unless told otherwise.</summary>
    [RegularExpression(@"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", ErrorMessage = "--domain takes a domain such as acme.com.au.")]
    public string Domain { get; init; } = "example.org";

    /// <summary>The time zone of its months; <c>Australia/Sydney</c> unless told otherwise.</summary>
    public string Zone { get; init; } = "Australia/Sydney";

    /// <summary>The administrator's mail address; <c>admin@example.org</c> unless told otherwise.</summary>
    [EmailAddress(ErrorMessage = "--email takes a mail address.")]
    public string Email { get; init; } = "admin@example.org";

    /// <summary>The first department's budget in AUD a month; 100 unless told otherwise.</summary>
    [Range(0, MaxBudgetAud, ErrorMessage = "--budget takes 0 to 1000000000 AUD a month.")]
    public decimal MonthlyBudgetAud { get; init; } = 100m;

    /// <summary>The file that the administrator's API key is written to, before it is valid; no default.</summary>
    [Required(ErrorMessage = "--key-file is missing: name the file that shall hold the administrator's API key.")]
    public required string KeyFile { get; init; }

    /// <summary>Options of a command line, and the keys that they stand for.</summary>
    internal static IReadOnlyDictionary<string, string> Switches { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["--name"] = Section + nameof(Name),
        ["--domain"] = Section + nameof(Domain),
        ["--zone"] = Section + nameof(Zone),
        ["--email"] = Section + nameof(Email),
        ["--budget"] = Section + nameof(MonthlyBudgetAud),
        ["--key-file"] = Section + nameof(KeyFile),
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _) || !Zone.Contains('/', StringComparison.Ordinal))
        {
            yield return new ValidationResult($"--zone takes a time zone such as Australia/Sydney, not {Zone}.");
        }
    }

    /// <summary>Reads what the command line or the configuration says.</summary>
    internal static FirstOrganization Read(IConfiguration configuration)
    {
        var defaults = new FirstOrganization { KeyFile = "" };
        return new FirstOrganization
        {
            Name = configuration[Section + nameof(Name)] ?? defaults.Name,
            Domain = configuration[Section + nameof(Domain)] ?? defaults.Domain,
            Zone = configuration[Section + nameof(Zone)] ?? defaults.Zone,
            Email = configuration[Section + nameof(Email)] ?? defaults.Email,
            MonthlyBudgetAud = SettingsReader.Number(configuration, Section + nameof(MonthlyBudgetAud), (int)defaults.MonthlyBudgetAud),
            KeyFile = configuration[Section + nameof(KeyFile)] ?? "",
        };
    }
}
