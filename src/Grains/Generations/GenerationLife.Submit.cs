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
    /// <summary>How often an order that names no model is tried with something cheaper after the ledger refused it.</summary>
    public const int MaxReroutes = 2;

    private async Task<SubmitReply> Accept(SubmitGenerations request)
    {
        var planned = await OrderDesk.Plan(_services, request.Caller, request.Order, request.Ids.Count, request.DepartmentId);
        if (planned.Refusal is { } refusal)
        {
            return Count(refusal);
        }

        var order = new OrderInClear(request.Order.Prompt, OrderWords.Of(request.Order), OpenResult.Opened);
        var texts = await Seal(request, order.Words?.ToJson());
        var drafts = DraftsOf(request, planned, texts);
        var reply = await Reserve(request, planned, drafts);
        for (var reroutes = 0; reroutes < MaxReroutes && reply is BudgetRefused tooDear && OrderDesk.Cheaper(planned, tooDear) is { } cheaper; reroutes++)
        {
            (planned, drafts) = (cheaper, DraftsOf(request, cheaper, texts));
            reply = await Reserve(request, planned, drafts);
        }

        switch (reply)
        {
            case BudgetAccepted { Replayed: true }:
                return await Load() is null
                    ? new SubmitUnavailable { Message = "The request was accepted before and cannot be read now: send it again." }
                    : await Replay(request);
            case BudgetAccepted accepted:
                return Accepted(request, order, planned.DepartmentId, drafts, planned.Route!, accepted);
            case BudgetRefused refused:
                return Count(OrderDesk.Refuse(refused));
            case BudgetUnavailable unavailable:
                return new SubmitUnavailable { Message = unavailable.Message };
            default:
                throw new InvalidOperationException($"A ledger answered with {reply.GetType().Name}.");
        }
    }

    /// <summary>What was refused left nothing behind, so the same ids may be tried again.</summary>
    private Task<BudgetReply> Reserve(SubmitGenerations request, PlannedOrder planned, GenerationDraft[] drafts) =>
        BudgetCalls.Safely(() => _services.Peers.Budget(planned.DepartmentId).Reserve(ReserveOf(request, drafts, planned.Route!)));

    /// <summary>The order's texts as each of its generations keeps them; sealed once, whatever model is taken in the end.</summary>
    private async Task<SealedOrder[]> Seal(SubmitGenerations request, string? words)
    {
        var (user, organization) = (request.Caller.UserId, request.Caller.OrganizationId);
        var texts = new SealedOrder[request.Ids.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var id = request.Ids[i];
            texts[i] = new SealedOrder(
                await _services.Sealer.Seal(user, organization, SealedField.Prompt, id, request.Order.Prompt),
                words is null ? null : await _services.Sealer.Seal(user, organization, SealedField.ModelParameters, id, words));
        }

        return texts;
    }

    private static GenerationDraft[] DraftsOf(SubmitGenerations request, PlannedOrder planned, SealedOrder[] texts) =>
        [.. texts.Select((text, index) => DraftOf(request, request.Ids[index], SeedOf(planned.Route!, index), text, planned))];

    private static GenerationDraft DraftOf(SubmitGenerations request, Guid id, long? seed, SealedOrder text, PlannedOrder planned)
    {
        var (route, prompt) = (planned.Route!, planned.Request!.Prompt);
        return new GenerationDraft
        {
            Id = id,
            GroupId = request.GroupId,
            ModelProvider = route.Model.ProviderName,
            ModelName = route.Model.ModelName,
            PromptEncrypted = text.Prompt,
            MetadataJson = FactsOf(route, seed).ToJson(),
            RequestHash = request.RequestHash,
            SelectedModelReason = route.Reason,
            FallbackModel = route.RunnerUp,
            PromptLanguage = prompt.Language,
            PromptComplexityScore = prompt.Complexity,
            ModelParametersEncrypted = text.Words,
        };
    }

    /// <summary>Images of one order differ: each takes the next seed.</summary>
    private static long? SeedOf(Route route, int index) => route.Seed is { } seed ? (seed + index) % (uint.MaxValue + 1L) : null;

    private static OrderFacts FactsOf(Route route, long? seed) => new()
    {
        Size = route.Size.ToString(),
        Quality = route.Quality,
        OutputFormat = route.OutputFormat,
        Background = route.Background,
        PartialImages = route.PartialImages > 0 ? route.PartialImages : null,
        ReplacedModel = route.Replaced?.Model,
        ReplacedModelRetiredAt = route.Replaced?.RetiredAt,
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
        PromptLanguage = draft.PromptLanguage,
        PromptComplexityScore = draft.PromptComplexityScore,
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

    /// <summary>The texts of one generation, sealed.</summary>
    private sealed record SealedOrder(string Prompt, string? Words);
}
