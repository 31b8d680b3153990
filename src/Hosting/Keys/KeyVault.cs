using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace DonatelloAI.Hosting.Keys;

/// <summary>
/// Secrets in an Azure Key Vault: each a secret of its own, each version of ours a version of it. The vault names versions at random, so the
/// number stands in a tag, and so does that one is only announced.
/// </summary>
/// <remarks>Front ends need the secrets that begin with <c>donatello-front-</c> and no others; the vault grants rights by secret.</remarks>
public sealed class KeyVault : IKeyPlace
{
    /// <summary>The tag with the number of a version.</summary>
    public const string VersionTag = "donatello-version";

    /// <summary>The tag of a version that is announced.</summary>
    public const string StateTag = "donatello-state";

    private const string Announced = "next";
    private const string Prefix = "donatello-";
    private const int MaxTries = 3;
    private const int NotFound = 404;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly SecretClient _secrets;
    private readonly Uri _vault;
    private readonly string _prefix;

    /// <summary>A vault that is asked in a name.</summary>
    /// <param name="vault">Address of the vault.</param>
    /// <param name="credential">In whose name.</param>
    /// <param name="options">How it is reached; null for the default.</param>
    public KeyVault(Uri vault, TokenCredential credential, SecretClientOptions? options = null)
        : this(new SecretClient(vault, credential, options ?? DefaultOptions()), vault, Prefix)
    {
    }

    private KeyVault(SecretClient secrets, Uri vault, string prefix) => (_secrets, _vault, _prefix) = (secrets, vault, prefix);

    /// <summary>A vault in the name of this process: its managed or workload identity, or what the environment names.</summary>
    public static KeyVault Of(Uri vault) => new(vault, new DefaultAzureCredential());

    /// <inheritdoc/>
    public string Name => _vault.ToString();

    /// <inheritdoc/>
    public IKeyPlace Front => new KeyVault(_secrets, _vault, Prefix + "front-");

    /// <inheritdoc/>
    public string NameOf(string name, int version) => $"Version {version} of secret {_prefix}{name} in {Name}";

    /// <inheritdoc/>
    public VersionedKeys? Load(string name) => Asked(name, () =>
    {
        var versions = Versions(name);
        var inUse = versions.Where(static version => !version.IsNext).Select(static version => version.Number).ToList();
        return inUse.Count == 0 ? null : new VersionedKeys(inUse.Max(), versions.ToDictionary(static version => version.Number, version => Read(name, version)));
    });

    /// <inheritdoc/>
    public void Write(string name, int version, ReadOnlySpan<byte> key, bool isNext)
    {
        var secret = new KeyVaultSecret(_prefix + name, Convert.ToBase64String(key));
        secret.Properties.Tags[VersionTag] = version.ToString(CultureInfo.InvariantCulture);
        if (isNext)
        {
            secret.Properties.Tags[StateTag] = Announced;
        }

        Asked(name, () => Versions(name).Exists(known => known.Number == version) ? null : _secrets.SetSecret(secret).Value);
    }

    /// <inheritdoc/>
    public void Promote(string name) => Asked(name, () =>
    {
        var announced = Versions(name).FindAll(static version => version.IsNext);
        foreach (var version in announced)
        {
            version.Properties.Tags.Remove(StateTag);
            _secrets.UpdateSecretProperties(version.Properties);
        }

        return announced.Count;
    });

    private static SecretClientOptions DefaultOptions() => new() { Retry = { MaxRetries = MaxTries, NetworkTimeout = Patience } };

    /// <summary>The versions that bear a number of ours; page after page, however many there are. None where the vault knows no such secret.</summary>
    private List<VaultVersion> Versions(string name)
    {
        try
        {
            return [.. _secrets.GetPropertiesOfSecretVersions(_prefix + name).Select(VaultVersion.Of).OfType<VaultVersion>()];
        }
        catch (RequestFailedException unknown) when (unknown.Status == NotFound)
        {
            // A list that is empty says the same; whoever asked knows whether the secret has to be there.
            return [];
        }
    }

    private byte[] Read(string name, VaultVersion version)
    {
        if (version.Properties.Enabled == false)
        {
            throw new StartRefusedException(
                $"{NameOf(name, version.Number)} is disabled: enable it, or take its tag {VersionTag} away once nothing is encrypted under it any more.");
        }

        var key = new byte[KeyFiles.KeyBytes];
        return Convert.TryFromBase64String(_secrets.GetSecret(_prefix + name, version.Properties.Version).Value.Value, key, out var length) && length == KeyFiles.KeyBytes
            ? key
            : throw new StartRefusedException($"{NameOf(name, version.Number)} is damaged: restore it from a backup of the keys.");
    }

    private T Asked<T>(string name, Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (RequestFailedException failed)
        {
            throw new StartRefusedException(SentenceOf(name, failed), failed);
        }
        catch (AuthenticationFailedException failed)
        {
            throw new StartRefusedException($"This process has no identity for {Name}: give it a managed identity, or set AZURE_CLIENT_ID and AZURE_TENANT_ID.", failed);
        }
        catch (AggregateException unreachable)
        {
            throw new StartRefusedException($"{Name} cannot be reached: {unreachable.InnerException?.Message}", unreachable);
        }
    }

    private string SentenceOf(string name, RequestFailedException failed) => failed.Status switch
    {
        401 => $"{Name} does not accept the identity of this process: it has to be of the vault's own tenant.",
        403 => $"{Name} does not let this process use secret {_prefix}{name}: give its identity the role Key Vault Secrets User there, and Officer to make or rotate keys.",
        NotFound => $"{Name} has no secret {_prefix}{name}: make it with make-keys, or, if it was deleted, recover it with az keyvault secret recover.",
        409 => $"Secret {_prefix}{name} of {Name} is deleted and can be recovered: recover it with az keyvault secret recover.",
        429 => $"{Name} is asked too often at the moment: start again in a minute.",
        _ => $"{Name} cannot be read: it answered {failed.Status}.",
    };

    /// <summary>A version of a secret that bears a number of ours.</summary>
    /// <param name="Number">Our number.</param>
    /// <param name="IsNext">True while it is announced.</param>
    /// <param name="Properties">What the vault says of it.</param>
    private sealed record VaultVersion(int Number, bool IsNext, SecretProperties Properties)
    {
        public static VaultVersion? Of(SecretProperties properties) =>
            properties.Tags.TryGetValue(VersionTag, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? new VaultVersion(number, properties.Tags.TryGetValue(StateTag, out var state) && state == Announced, properties)
                : null;
    }
}
