using System.Collections.Concurrent;
using System.Reflection;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>The grains that a generation speaks to: a ledger over its real writer, and a scheduler that only writes down.</summary>
internal sealed class Peers(BudgetWriter writer, PoolDesk desk) : IGenerationPeers
{
    private IDepartmentBudgetGrain _budget = GrainDouble.Of<IDepartmentBudgetGrain>(
        (_, args) => args is [BudgetOperation operation] ? writer.Submit(operation) : throw new NotSupportedException());

    private readonly IQuotaPoolGrain _pool = GrainDouble.Of<IQuotaPoolGrain>(desk.Hear);

    public IDepartmentBudgetGrain Budget(Guid departmentId) => _budget;

    /// <summary>Another ledger in the place of the real one.</summary>
    public void Answer(Func<BudgetOperation, Task<BudgetReply>> ledger) =>
        _budget = GrainDouble.Of<IDepartmentBudgetGrain>((_, args) => ledger(Assert.IsAssignableFrom<BudgetOperation>(Assert.Single(args))));

    public IQuotaPoolGrain Pool(string name) => _pool;
}

/// <summary>An account's scheduler that grants what a test grants, and knows what was offered and given back.</summary>
internal sealed class PoolDesk(TimeProvider time)
{
    private readonly ConcurrentQueue<(Guid GenerationId, DateTimeOffset? NotBefore)> _offers = new();
    private readonly ConcurrentDictionary<Guid, ConcurrentQueue<SlotOutcome>> _slots = new();
    private int _kept;

    /// <summary>The account that every story begins with.</summary>
    public const string First = "vendor";

    public IReadOnlyList<(Guid GenerationId, DateTimeOffset? NotBefore)> Offers => [.. _offers];

    /// <summary>How each slot came back; every slot comes back once.</summary>
    public IReadOnlyList<IReadOnlyList<SlotOutcome>> Returned => [.. _slots.Values.Select(outcomes => outcomes.ToArray())];

    public int Kept => Volatile.Read(ref _kept);

    public SlotGrant Grant(string pool = First)
    {
        var grant = new SlotGrant(pool, Guid.CreateVersion7(), time.GetUtcNow() + TimeSpan.FromHours(1));
        _slots[grant.SlotId] = [];
        return grant;
    }

    public Task Hear(MethodInfo method, object?[] args)
    {
        switch (args)
        {
            case [IReadOnlyList<WaitingGeneration> waiting, var notBefore]:
                foreach (var generation in waiting)
                {
                    _offers.Enqueue((generation.Id, (DateTimeOffset?)notBefore));
                }

                break;
            case [Guid slot, SlotOutcome outcome]:
                _slots[slot].Enqueue(outcome);
                break;
            case [Guid]:
                Interlocked.Increment(ref _kept);
                break;
        }

        return Task.CompletedTask;
    }
}

/// <summary>A grain's interface without a grain behind it.</summary>
public class GrainDouble : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = null!;

    internal static T Of<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var grain = Create<T, GrainDouble>();
        ((GrainDouble)(object)grain)._answer = answer;
        return grain;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args ?? []);
}
