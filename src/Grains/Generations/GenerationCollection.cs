using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace DonatelloAI.Grains.Generations;

/// <summary>
/// How long a generation that nobody drives, watches or asks stays in memory. A backlog waits in the database, so that its
/// length costs rows and not activations.
/// </summary>
public sealed class GenerationCollection(IOptions<GenerationOptions> options) : IConfigureOptions<GrainCollectionOptions>
{
    /// <summary>How often within the age it is looked: an activation stays at most a quarter longer.</summary>
    private const int LooksInAnAge = 4;

    /// <inheritdoc/>
    public void Configure(GrainCollectionOptions collection)
    {
        var age = TimeSpan.FromSeconds(options.Value.IdleSeconds);
        collection.ClassSpecificCollectionAge[typeof(GenerationGrain).FullName!] = age;
        collection.CollectionQuantum = age / LooksInAnAge;
    }
}
