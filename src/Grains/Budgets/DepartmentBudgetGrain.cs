using DonatelloAI.Contracts.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;

namespace DonatelloAI.Grains.Budgets;

/// <summary>A department's budget in the cluster: a thin shell round its <see cref="BudgetWriter"/>. Awaits no other grain.</summary>
[Reentrant, Immovable]
public sealed class DepartmentBudgetGrain(
    IBudgetStore store,
    [FromKeyedServices(DomainClock.Key)] TimeProvider time,
    IOptions<BudgetOptions> options,
    BudgetInstruments instruments,
    ILogger<BudgetWriter> logger) : Grain, IDepartmentBudgetGrain
{
    private BudgetWriter _writer = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _writer = new BudgetWriter(this.GetPrimaryKey(), store, time, options.Value, instruments, logger);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _writer.Stop();

    /// <inheritdoc/>
    public Task<BudgetReply> Reserve(Reserve request) => Submit(request);

    /// <inheritdoc/>
    public Task<BudgetReply> TopUp(TopUp request) => Submit(request);

    /// <inheritdoc/>
    public Task<BudgetReply> Draw(Draw request) => Submit(request);

    /// <inheritdoc/>
    public Task<BudgetReply> Settle(Settle request) => Submit(request);

    /// <inheritdoc/>
    public Task<BudgetReply> Release(Release request) => Submit(request);

    /// <inheritdoc/>
    public Task<BudgetReply> SetBudget(SetBudget request) => Submit(request);

    /// <inheritdoc/>
    public Task<BudgetReply> SetLimit(SetLimit request) => Submit(request);

    /// <inheritdoc/>
    public Task<BudgetReply> Adjust(Adjust request) => Submit(request);

    /// <inheritdoc/>
    public Task<BudgetView?> Read() => _writer.Read();

    /// <inheritdoc/>
    public Task<VerifyReport?> Verify() => store.Verify(this.GetPrimaryKey());

    /// <summary>A call is answered by the writer's own task: nothing runs on this grain's scheduler between the two.</summary>
    private Task<BudgetReply> Submit(BudgetOperation operation) => _writer.Submit(operation);
}
