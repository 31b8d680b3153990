using System.Collections.Concurrent;

namespace DonatelloAI.Storage.Generations;

/// <summary>Whose a generation is; never changes after it was accepted.</summary>
internal sealed record GenerationOwner(Guid OrganizationId, Guid DepartmentId, Guid UserId);

/// <summary>
/// Owners of generations read lately: an event names them and is signed before it is written, so a write would otherwise
/// begin with a read.
/// </summary>
internal sealed class GenerationOwners
{
    /// <summary>Most owners in memory; beyond it all are forgotten and read again.</summary>
    public const int MaxCount = 16_384;

    private readonly ConcurrentDictionary<Guid, GenerationOwner> _owners = new();

    public GenerationOwner? Find(Guid generationId) => _owners.GetValueOrDefault(generationId);

    public void Remember(Guid generationId, GenerationOwner owner)
    {
        if (_owners.Count >= MaxCount)
        {
            _owners.Clear();
        }

        _owners[generationId] = owner;
    }
}
