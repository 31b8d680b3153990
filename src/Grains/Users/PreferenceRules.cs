using System.Buffers;
using System.Text;
using System.Text.Json;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Grains.Users;

/// <summary>Which preferences may be set. Pure.</summary>
public static class PreferenceRules
{
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Why a preference may not be set; null where it may.</summary>
    /// <param name="known">The person's preferences.</param>
    /// <param name="request">What is asked.</param>
    public static OrganizationRefused? Refusal(IReadOnlyList<StoredPreference> known, SetPreference request)
    {
        var before = known.FirstOrDefault(preference => preference.View.Key == request.Key);
        return !IsKey(request.Key)
            ? Invalid("key", $"key must have 1 to {SetPreference.MaxKeyLength} lower-case letters, digits, dots, hyphens and underscores.")
        : Encoding.UTF8.GetByteCount(request.Value) > SetPreference.MaxValueBytes
            ? Invalid("value", $"The value must have at most {SetPreference.MaxValueBytes} bytes of JSON.")
        : request.ExpectedTag is { } tag && tag != before?.View.Tag ? Changed()
        : before is null && known.Count >= SetPreference.MaxPreferences
            ? Invalid("key", $"You have {SetPreference.MaxPreferences} preferences: take one away first.")
        : null;
    }

    /// <summary>Why a preference may not be taken away; null where it may.</summary>
    /// <param name="before">The preference; null where there is none.</param>
    /// <param name="request">What is asked.</param>
    public static OrganizationRefused? Refusal(StoredPreference? before, RemovePreference request) =>
        before is null ? new OrganizationRefused(OrganizationRefusal.NotFound, "You have no such preference.")
        : request.ExpectedTag is { } tag && tag != before.View.Tag ? Changed()
        : null;

    /// <summary>True when two values say the same, however they are written.</summary>
    public static bool IsSame(string value, string other)
    {
        using var left = JsonDocument.Parse(value);
        using var right = JsonDocument.Parse(other);
        return JsonElement.DeepEquals(left.RootElement, right.RootElement);
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= SetPreference.MaxKeyLength && !key.AsSpan().ContainsAnyExcept(KeyCharacters);

    private static OrganizationRefused Invalid(string field, string message) => new(OrganizationRefusal.InvalidRequest, message, field);

    private static OrganizationRefused Changed() => new(OrganizationRefusal.TagChanged, "The preference has changed since: read it again.");
}
