using DonatelloAI.Api.Access;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Generations;

/// <summary>The one way to spend money on images; every route that does takes it.</summary>
internal static class Submission
{
    /// <summary>Submits an order under ids that its idempotency key leads to, or under new ones.</summary>
    /// <param name="grains">Leads to the generation.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="idempotency">The caller's key.</param>
    /// <param name="order">What is asked for.</param>
    /// <param name="hash">Hash of the body, which tells a repeat from a key that was used before.</param>
    /// <exception cref="RequestRefusedException">It was refused, or nobody knows yet.</exception>
    public static async Task<SubmitAccepted> Send(IGrainFactory grains, Caller caller, IdempotencyKey idempotency, CheckedOrder order, byte[] hash)
    {
        var ids = IdsOf(caller, idempotency.Value, order.Images);
        var reply = await grains.GetGrain<IGenerationGrain>(ids[0]).Submit(new SubmitGenerations
        {
            Ids = ids,
            GroupId = order.Images > 1 ? GroupOf(caller, idempotency.Value) : null,
            Caller = caller,
            DepartmentId = order.DepartmentId,
            Order = order.Order,
            RequestHash = idempotency.Value is null ? null : hash,
        });
        if (reply is not SubmitAccepted accepted)
        {
            throw new RequestRefusedException(ProblemOf(reply));
        }

        idempotency.MarkReplayed(accepted.Replayed);
        return accepted;
    }

    private static Guid[] IdsOf(Caller caller, string? key, int images) =>
    [
        .. Enumerable.Range(0, images).Select(index => key is null
            ? Guid.CreateVersion7()
            : DerivedId.Generation(caller.OrganizationId, caller.UserId, key, index)),
    ];

    private static Guid GroupOf(Caller caller, string? key) =>
        key is null ? Guid.CreateVersion7() : DerivedId.Group(caller.OrganizationId, caller.UserId, key);

    private static Problem ProblemOf(SubmitReply reply) => reply switch
    {
        SubmitRefused refused => refused.ToProblem(),
        SubmitUnavailable unavailable => KnownProblems.Unavailable(unavailable.Message),
        _ => throw new InvalidOperationException($"A generation answered a submission with {reply.GetType().Name}."),
    };
}
