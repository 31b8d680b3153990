using DonatelloAI.Contracts.Freezes;

namespace DonatelloAI.Grains.Freezes;

/// <summary>Every freeze that holds, as far as it keeps calls from beginning.</summary>
/// <param name="Pools">Frozen accounts by name.</param>
/// <param name="Departments">Departments that are frozen themselves or with their organisation.</param>
public sealed record FreezeState(IReadOnlyDictionary<string, FreezeView> Pools, IReadOnlySet<Guid> Departments)
{
    /// <summary>Nothing is frozen.</summary>
    public static FreezeState None { get; } = new(new Dictionary<string, FreezeView>(StringComparer.Ordinal), new HashSet<Guid>());

    /// <summary>The freeze of an account; null while its calls may begin.</summary>
    public FreezeView? OfPool(string pool) => Pools.GetValueOrDefault(pool);

    /// <summary>True while no call of a department may begin.</summary>
    public bool Holds(Guid departmentId) => Departments.Contains(departmentId);
}
