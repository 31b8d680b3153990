using System.Text.RegularExpressions;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Freezes;

namespace DonatelloAI.Grains.Organizations;

/// <summary>Which organisations may be made, and what may become of one. Pure.</summary>
public static partial class OrganizationEdits
{
    private const int MaxTextLength = 255;
    private const int MaxThemeLength = 50;

    /// <summary>A new organisation, or why not.</summary>
    public static (OrganizationRefused? Refusal, OrganizationEdit? Edit) Create(Guid organizationId, OrganizationScene scene, CreateOrganization request, DateTimeOffset now)
    {
        var refusal = Wrong(request.Name, request.Settings)
            ?? (request.Domain.Length > MaxTextLength || !Domain().IsMatch(request.Domain) ? Invalid("domain", "domain must be a mail domain in lower case, such as acme.com.au.")
            : request.MonthlyCap is { } cap && (cap.IsNegative || !cap.IsInRange)
                ? Invalid("monthly_cap_aud", $"monthly_cap_aud must be zero to {Money.FromMicros(Money.MaxAmountMicros)} AUD.")
            : scene.IsDomainTaken ? new OrganizationRefused(OrganizationRefusal.DomainTaken, "Another active organisation has the domain.", "domain")
            : null);
        return refusal is not null ? (refusal, null) : (null, new OrganizationEdit
        {
            ExpectedVersion = 0,
            After = new OrganizationView
            {
                Id = organizationId,
                Name = request.Name,
                Domain = request.Domain,
                IsActive = true,
                MonthlyCap = request.MonthlyCap,
                Settings = request.Settings ?? new OrganizationSettings(),
                CreatedAt = now,
                UpdatedAt = now,
            },
            StoredSettings = "{}",
            Ledgers = [],
            Fields = [],
            ActorId = request.Caller.UserId,
            At = now,
        });
    }

    /// <summary>True when an organisation is what a request asks for, or cannot tell because it has changed since.</summary>
    public static bool IsMadeBy(OrganizationView known, CreateOrganization request) => known.UpdatedAt != known.CreatedAt || (
        known.Name == request.Name
        && known.Domain == request.Domain
        && known.MonthlyCap == request.MonthlyCap
        && known.Settings == (request.Settings ?? new OrganizationSettings()));

    /// <summary>Why a change may not be; null when it may.</summary>
    public static OrganizationRefused? Refuse(OrganizationScene scene, ChangeOrganization request) =>
        scene.Organization is not { } organization ? new OrganizationRefused(OrganizationRefusal.NotFound, "There is no such organisation.")
        : Wrong(request.Name ?? "-", request.Settings) is { } wrong ? wrong
        : request.IsActive is not null && !request.Caller.IsSuperAdmin
            ? new OrganizationRefused(OrganizationRefusal.NotAllowed, "is_active of an organisation is a super_admin's to change.", "is_active")
        : (request.FreezeReason is not null || request.LiftsFreeze) && !request.Caller.IsSuperAdmin
            ? new OrganizationRefused(OrganizationRefusal.NotAllowed, "freeze of an organisation is a super_admin's to change.", "freeze")
        : Freezing.Wrong(request.FreezeReason) is { } reason ? Invalid("freeze.reason", reason)
        : request.ExpectedTag is { } tag && tag != organization.Tag
            ? new OrganizationRefused(OrganizationRefusal.TagChanged, "The organisation has changed since: read it again.")
        : null;

    /// <summary>What to commit of a change that may be, beside the cap; null for nothing.</summary>
    public static OrganizationEdit? Change(OrganizationScene scene, ChangeOrganization request, DateTimeOffset now)
    {
        var before = scene.Organization!;
        var after = before with
        {
            Name = request.Name ?? before.Name,
            Settings = request.Settings ?? before.Settings,
            IsActive = request.IsActive ?? before.IsActive,
            Freeze = Freezing.Decide(before.Freeze, request.FreezeReason, request.LiftsFreeze, request.Caller.UserId, now),
        };
        return after == before ? null : new OrganizationEdit
        {
            ExpectedVersion = scene.Version,
            Before = before,
            After = after with { UpdatedAt = now },
            StoredSettings = scene.StoredSettings,
            Ledgers = DecidesByTheSame(before, after) ? [] : scene.Departments,
            Fields = [.. Changed(before, after)],
            ActorId = request.Caller.UserId,
            At = now,
        };
    }

    /// <summary>True where the departments' ledgers have nothing to read again.</summary>
    private static bool DecidesByTheSame(OrganizationView before, OrganizationView after) =>
        before.IsActive == after.IsActive && before.Settings.TimeZone == after.Settings.TimeZone && before.Freeze == after.Freeze;

    private static IEnumerable<string> Changed(OrganizationView before, OrganizationView after) => new (string Name, bool IsChanged)[]
    {
        ("name", before.Name != after.Name),
        ("settings", before.Settings != after.Settings),
        ("is_active", before.IsActive != after.IsActive),
        ("freeze", before.Freeze != after.Freeze),
    }.Where(field => field.IsChanged).Select(field => field.Name);

    private static OrganizationRefused? Wrong(string name, OrganizationSettings? settings) =>
        string.IsNullOrWhiteSpace(name) || name.Length > MaxTextLength ? Invalid("name", $"name must have 1 to {MaxTextLength} characters.")
        : settings?.Theme is { } theme && (string.IsNullOrWhiteSpace(theme) || theme.Length > MaxThemeLength)
            ? Invalid("settings.theme", $"settings.theme must have 1 to {MaxThemeLength} characters.")
        : settings?.TimeZone is { } zone && !(zone.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            ? Invalid("settings.timezone", "settings.timezone must be a time zone such as Australia/Sydney.")
        : settings?.Locale is { } locale && !Locale().IsMatch(locale) ? Invalid("settings.locale", "settings.locale must be a language and a country such as en-AU.")
        : null;

    private static OrganizationRefused Invalid(string field, string message) => new(OrganizationRefusal.InvalidRequest, message, field);

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Domain();

    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Z]{2})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Locale();
}
