using System.Globalization;
using DonatelloAI.Storage.Encryption;
using Microsoft.Extensions.Options;

namespace DonatelloAI.Silo;

/// <summary>The keys of a cluster; the same on every silo. Section <c>Encryption</c>.</summary>
public sealed class EncryptionOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Encryption";

    /// <summary>
    /// Master keys by version, a whole number above zero: 32 bytes each, in base64. A new version goes to every silo before
    /// <see cref="ActiveVersion"/> names it. No default.
    /// </summary>
    public Dictionary<string, string> Keys { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The version under which keys of persons are wrapped from now on. No default.</summary>
    public string? ActiveVersion { get; set; }

    /// <summary>
    /// Key of the hashes by which API keys and mail addresses are found: 32 bytes in base64. It stays when master keys are rotated.
    /// No default.
    /// </summary>
    public string? Pepper { get; set; }

    /// <summary>The master keys, once validated.</summary>
    internal MasterKeys ToMasterKeys() => new(
        Version(ActiveVersion)!.Value,
        Keys.ToDictionary(key => Version(key.Key)!.Value, key => Convert.FromBase64String(key.Value)));

    /// <summary>The lookup keys, once validated.</summary>
    internal LookupKeys ToLookupKeys() => new(Convert.FromBase64String(Pepper!));

    /// <summary>A version as it is written: digits, no zero in front; null for anything else.</summary>
    internal static int? Version(string? text) =>
        text is [>= '1' and <= '9', ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>True when a text is a key of the right length.</summary>
    internal static bool IsKey(string? text)
    {
        Span<byte> key = stackalloc byte[MasterKeys.KeyBytes];
        return text is not null && Convert.TryFromBase64String(text, key, out var length) && length == MasterKeys.KeyBytes;
    }
}

/// <summary>Checks the keys of a cluster; each failure is a sentence that names the key of the configuration and never its value.</summary>
internal sealed class EncryptionOptionsValidator : IValidateOptions<EncryptionOptions>
{
    private const string HowToMake = "32 bytes in base64, as openssl rand -base64 32 prints them";

    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        List<string> failures = [.. KeyFailures(options), .. ActiveFailures(options), .. PepperFailures(options)];
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> KeyFailures(EncryptionOptions options)
    {
        if (options.Keys.Count == 0)
        {
            yield return $"Encryption:Keys is missing: set Encryption:Keys:1 to {HowToMake}.";
        }

        foreach (var (version, key) in options.Keys)
        {
            if (EncryptionOptions.Version(version) is null)
            {
                yield return $"Encryption:Keys:{version} has no version for a name: name it by a whole number above zero.";
            }
            else if (!EncryptionOptions.IsKey(key))
            {
                yield return $"Encryption:Keys:{version} is no key: set it to {HowToMake}.";
            }
            else if (options.Keys.FirstOrDefault(other => other.Value == key && EncryptionOptions.Version(other.Key) < EncryptionOptions.Version(version)).Key is { } same)
            {
                yield return $"Encryption:Keys:{version} is the same key as Encryption:Keys:{same}: give each version a key of its own.";
            }
        }
    }

    private static IEnumerable<string> ActiveFailures(EncryptionOptions options)
    {
        if (options.ActiveVersion is not { } active)
        {
            yield return "Encryption:ActiveVersion is missing: set it to the version of Encryption:Keys that closes what is new.";
        }
        else if (!options.Keys.ContainsKey(active))
        {
            yield return $"Encryption:ActiveVersion names {active}, which Encryption:Keys lacks: add Encryption:Keys:{active} or name a version that is there.";
        }
    }

    private static IEnumerable<string> PepperFailures(EncryptionOptions options)
    {
        if (!EncryptionOptions.IsKey(options.Pepper))
        {
            yield return $"Encryption:Pepper {(options.Pepper is null ? "is missing" : "is no key")}: set it to {HowToMake}.";
        }
    }
}
