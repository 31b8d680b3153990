using DonatelloAI.Providers.Keys;

namespace DonatelloAI.Providers.Tests.Conformance;

/// <summary>A token source as a host may bring one.</summary>
internal sealed class FixedKey(string key) : IKeySource
{
    public string? Missing => null;

    public ValueTask<KeyReading> Read(CancellationToken cancellationToken) => ValueTask.FromResult(KeyReading.Of(key, "No key."));
}
