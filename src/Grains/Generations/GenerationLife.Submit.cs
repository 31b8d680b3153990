using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Generations;

/// <content>Acceptance: route, price, hold. Money and rows come into being in one commit of the ledger.</content>
public sealed partial class GenerationLife
{
    private async Task<SubmitReply> Accept(SubmitGenerations request)
    {
        var planned = await OrderDesk.Plan(_services, request.Caller, request.Order, request.DepartmentId);
        if (planned.Refusal is { } refusal)
        {
            return Count(refusal);
        }

        var route = planned.Route!;
        var order = new OrderInClear(request.Order.Prompt, OrderWords.Of(request.Order), OpenResult.Opened);
        var drafts = await Drafts(request, route, order.Words?.ToJson());
        var reply = await BudgetCalls.Safely(() => _services.Peers.Budget(planned.DepartmentId).Reserve(ReserveOf(request, drafts, route)));
        switch (reply)
        {
            case BudgetAccepted { Replayed: true }:
                return await Load() is null
                    ? new SubmitUnavailable { Message = "The request was accepted before and cannot be read now: send it again." }
                    : await Replay(request);
            case BudgetAccepted accepted:
                return Accepted(request, order, planned.DepartmentId, drafts, route, accepted);
            case BudgetRefused refused:
                return Count(OrderDesk.Refuse(refused));
            case BudgetUnavailable unavailable:
                return new SubmitUnavailable { Message = unavailable.Message };
            default:
                throw new InvalidOperationException($"A ledger answered with {reply.GetType().Name}.");
        }
    }

    private async Task<GenerationDraft[]> Drafts(SubmitGenerations request, Route route, string? words)
    {
        var drafts = new GenerationDraft[request.Ids.Count];
        for (var i = 0; i < drafts.Length; i++)
        {
            drafts[i] = await Draft(request, request.Ids[i], SeedOf(route, i), words, route);
        }

        return drafts;
    }

    private async Task<GenerationDraft> Draft(SubmitGenerations request, Guid id, long? seed, string? words, Route route)
    {
        var (user, organization) = (request.Caller.UserId, request.Caller.OrganizationId);
        return new GenerationDraft
        {
            Id = id,
            GroupId = request.GroupId,
            ModelProvider = route.Model.ProviderName,
            ModelName = route.Model.ModelName,
            PromptEncrypted = await _services.Sealer.Seal(user, organization, SealedField.Prompt, id, request.Order.Prompt),
            MetadataJson = FactsOf(route, seed).ToJson(),
            RequestHash = request.RequestHash,
            SelectedModelReason = route.Reason,
            FallbackModel = route.RunnerUp,
            ModelParametersEncrypted = words is null ? null : await _services.Sealer.Seal(user, organization, SealedField.ModelParameters, id, words),
        };
    }

    /// <summary>Images of one order differ: each takes the next seed.</summary>
    private static long? SeedOf(Route route, int index) => route.Seed is { } seed ? (seed + index) % (uint.MaxValue + 1L) : null;

    private static OrderFacts FactsOf(Route route, long? seed) => new()
    {
        Size = route.Size.ToString(),
        Quality = route.Quality,
        OutputFormat = route.OutputFormat,
        Seed = seed,
        TraceParent = RequestTrace.Current,
    };

    private static Reserve ReserveOf(SubmitGenerations request, GenerationDraft[] drafts, Route route) => new()
    {
        UserId = request.Caller.UserId,
        ApiKeyId = request.Caller.ApiKeyId,
        OrganizationId = request.Caller.IsSuperAdmin ? null : request.Caller.OrganizationId,
        Lines = Array.ConvertAll(drafts, draft => new ReserveLine
        {
            HoldId = DerivedId.Hold(draft.Id, 1),
            Ceiling = route.Ceiling,
            Generation = draft,
        }),
    };

    private SubmitAccepted Accepted(
        SubmitGenerations request, OrderInClear order, Guid departmentId, GenerationDraft[] drafts, Route route, BudgetAccepted accepted)
    {
        // The moment that the row has: the ledger's, who wrote it.
        var now = accepted.Holds is [var hold, ..] ? hold.CreatedAt : _services.Time.GetUtcNow();
        var records = Array.ConvertAll(drafts, draft => RecordOf(request, accepted.OrganizationId, departmentId, draft, route, now));
        Keep(records[0]);
        _order = order;
        _services.Instruments.Accepted(drafts.Length, route.Model.Name);
        _services.Peers.Pool(route.Model.QuotaPool).Offer([.. records.Select(WaitingOf)], notBefore: null).Ignore();
        return new SubmitAccepted
        {
            Generations = Array.ConvertAll(records, record => GenerationViews.Of(record, order, error: null)),
            Left = accepted.Left,
        };
    }

    private static WaitingGeneration WaitingOf(GenerationRecord record) =>
        new(record.Id, record.DepartmentId, record.BatchId is not null, record.CreatedAt);

    private static GenerationRecord RecordOf(
        SubmitGenerations request, Guid organizationId, Guid departmentId, GenerationDraft draft, Route route, DateTimeOffset now) => new()
    {
        Id = draft.Id,
        OrganizationId = organizationId,
        DepartmentId = departmentId,
        UserId = request.Caller.UserId,
        ApiKeyId = request.Caller.ApiKeyId,
        GroupId = draft.GroupId,
        ModelProvider = draft.ModelProvider,
        ModelName = draft.ModelName,
        PromptEncrypted = draft.PromptEncrypted,
        ParametersEncrypted = draft.ModelParametersEncrypted,
        Status = GenerationStatus.Pending,
        Version = 0,
        Holds = [new OpenHold(DerivedId.Hold(draft.Id, 1), route.Ceiling.Amount, route.Ceiling.FxRate, route.Ceiling.PriceVersion)],
        RequestHash = draft.RequestHash,
        MetadataJson = draft.MetadataJson,
        SelectedModelReason = draft.SelectedModelReason,
        FallbackModel = draft.FallbackModel,
        CreatedAt = now,
    };

    /// <summary>Answers a request whose ids are known: with what stands, if it is the same request.</summary>
    private async Task<SubmitReply> Replay(SubmitGenerations request)
    {
        if (_record!.UserId != request.Caller.UserId || !IsSame(_record.RequestHash, request.RequestHash))
        {
            return Count(new SubmitRefused
            {
                Reason = GenerationRefusal.IdempotencyKeyReused,
                Message = "This Idempotency-Key was used with another body: use a new key for a new request.",
            });
        }

        var views = new List<GenerationView>(request.Ids.Count);
        foreach (var id in request.Ids)
        {
            if (await _services.Store.Find(id) is { } record)
            {
                views.Add(await GenerationViews.Of(record, await OrderInClear.Open(_services.Sealer, record), _services.Sealer));
            }
        }

        return new SubmitAccepted { Generations = views, Replayed = true };
    }

    private static bool IsSame(byte[]? stored, byte[]? asked) => stored.AsSpan().SequenceEqual(asked);

    private SubmitRefused Count(SubmitRefused refusal)
    {
        _services.Instruments.Refused(refusal.Reason);
        return refusal;
    }
}
