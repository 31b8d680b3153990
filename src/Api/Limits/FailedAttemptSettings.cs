using System.ComponentModel.DataAnnotations;
using DonatelloAI.Hosting;

namespace DonatelloAI.Api.Limits;

/// <summary>How many wrong credentials an address may send to one front end. Section <c>Limits</c>.</summary>
public sealed class FailedAttemptSettings
{
    private const string Key = "Limits:FailedAttemptsPerMinute";

    private const int Default = 100;

    /// <summary>
    /// Wrong credentials of one address in a minute, 100 unless told otherwise; after that, those from there which were not accepted lately are
    /// refused without being looked at. 0 for no such bound.
    /// </summary>
    [Range(0, 1_000_000, ErrorMessage = $"{Key} takes 0 to 1000000 wrong credentials a minute; 0 is no bound.")]
    public int PerMinute { get; init; } = Default;

    /// <summary>Reads the settings.</summary>
    public static FailedAttemptSettings Read(IConfiguration configuration) => new() { PerMinute = SettingsReader.Number(configuration, Key, Default) };
}
