using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>
/// Chooses a model for an order: the one that is named, else the user's preferred, else the department's default, else the
/// best of all that fit. Pure: the same request has the same answer.
/// </summary>
/// <remarks>
/// A named model is taken or refused; a preferred one that does not fit makes way, and the reason is kept. A retired model is
/// followed to its replacement where that can be called. An account that is paused or fails keeps nobody from naming its
/// model, since the work waits in the database; for preferences it counts as not fitting.
/// </remarks>
public static class ModelRouter
{
    /// <summary>How much the price counts where nobody says so, 0.7.</summary>
    public const decimal DefaultCostWeight = 0.7m;

    private const int MaxExplained = 3;

    /// <summary>A <see cref="Route"/> or a <see cref="RouteRefused"/>.</summary>
    public static RoutingResult Choose(RoutingRequest request)
    {
        var model = request.Order.Model;
        return !OrderFit.IsOpen(model) ? Explicit(request, model!)
            : string.IsNullOrEmpty(model) ? ByPreference(request)
            : Auto(request, "");
    }

    private static RoutingResult Explicit(RoutingRequest request, string name)
    {
        var (fit, note, refused) = Named(request, name);
        return refused is not null ? refused : Take(fit!, $"Named by the caller.{note}{Waiting(request, fit!)}", runnerUp: null);
    }

    private static RoutingResult ByPreference(RoutingRequest request)
    {
        var passed = "";
        foreach (var (name, whose) in Preferences(request))
        {
            var (fit, note, refused) = Named(request, name);
            if (refused is null && request.Models.IsPoolAvailable(fit!.Model.QuotaPool))
            {
                return Take(fit, $"{whose}.{note}{passed}", RunnerUp(request, fit));
            }

            passed += $" {whose} not taken: {refused?.Message ?? $"the provider of {fit!.Model.Name} does not answer at the moment."}";
        }

        return Auto(request, passed);
    }

    private static IEnumerable<(string Name, string Whose)> Preferences(RoutingRequest request)
    {
        if (!OrderFit.IsOpen(request.PreferredModel)) yield return (request.PreferredModel!, "The user's preferred model");
        if (!OrderFit.IsOpen(request.DepartmentModel)) yield return (request.DepartmentModel!, "The department's default model");
    }

    private static RoutingResult Auto(RoutingRequest request, string passed)
    {
        var (fits, problems) = Candidates(request, request.Order);
        var ranked = ModelScore.Rank(fits, request.Models, request.CostWeight);
        if (ranked.Count == 0) return NothingFits(problems);

        var best = ranked[0];
        var reason = FormattableString.Invariant(
            $"Best of {ranked.Count} by price and availability (cost weight {decimal.Clamp(request.CostWeight, 0, 1):0.##}).");
        return Take(best, $"{reason}{Waiting(request, best)}{passed}", RunnerUp(request, best));
    }

    /// <summary>The model of a name with all that it needs, or the reason against it.</summary>
    private static (Fit? Fit, string Note, RouteRefused? Refused) Named(RoutingRequest request, string name)
    {
        if (Find(request, name, out var found) is { } unknown) return (null, "", unknown);

        var model = found!;
        var note = "";
        if (ModelStanding.Problem(model, request.Providers, request.Now) is { } problem)
        {
            var replacement = ModelStanding.IsRetired(model, request.Now) ? ModelStanding.Replacement(model, request) : null;
            if (replacement is null) return (null, "", new(ModelStanding.Refusal(model, request.Now), problem, "model"));

            note = $" {model.Name} is retired; {replacement.Name} replaces it.";
            model = replacement;
        }

        var (fit, refused) = OrderFit.Of(model, request.Order, request);
        return (fit, note, refused is null ? null : refused with { Message = refused.Message + note });
    }

    private static RouteRefused? Find(RoutingRequest request, string name, out OfferedModel? model)
    {
        model = request.Models.Find(name);
        if (model is not null) return null;

        var named = request.Models.Named(name).ToArray();
        model = Only(named, request);
        return model is not null ? null
            : named.Length == 0 ? new(GenerationRefusal.ModelUnknown, $"There is no model '{Short(name)}': GET /v1/models lists them.", "model")
            : new(
                GenerationRefusal.ModelAmbiguous,
                $"Several providers offer '{Short(name)}': name one of {string.Join(", ", named.Select(twin => twin.Name))}.",
                "model");
    }

    /// <summary>A bare name is unambiguous when one provider has it, or when it can be called at one of them only.</summary>
    private static OfferedModel? Only(OfferedModel[] named, RoutingRequest request)
    {
        if (named.Length == 1) return named[0];

        var callable = named.Where(model => ModelStanding.Problem(model, request.Providers, request.Now) is null).Take(2).ToArray();
        return callable.Length == 1 ? callable[0] : null;
    }

    private static (List<Fit> Fits, List<RouteRefused> Problems) Candidates(RoutingRequest request, ImageOrder order)
    {
        var (fits, problems) = (new List<Fit>(), new List<RouteRefused>());
        foreach (var model in request.Models.Models.Where(model => ModelStanding.Problem(model, request.Providers, request.Now) is null))
        {
            var (fit, refused) = OrderFit.Of(model, order, request);
            if (fit is not null)
            {
                fits.Add(fit);
            }
            else
            {
                problems.Add(refused!);
            }
        }

        return (fits, problems);
    }

    /// <summary>The second best makes the picture that was promised: what the route has made explicit binds it too.</summary>
    private static Fit? RunnerUp(RoutingRequest request, Fit chosen)
    {
        var order = request.Order with { Size = chosen.Shape.Size.ToString(), OutputFormat = chosen.OutputFormat };
        var others = Candidates(request, order).Fits.Where(fit => fit.Model.QuotaPool != chosen.Model.QuotaPool).ToArray();
        return ModelScore.Rank(others, request.Models, request.CostWeight) is [var second, ..] ? second : null;
    }

    private static RouteRefused NothingFits(List<RouteRefused> problems) => problems.Count == 0
        ? new(GenerationRefusal.NoModelFits, "No model can be called here at the moment: an administrator has to set one up.")
        : new(
            GenerationRefusal.NoModelFits,
            $"No model on offer takes this order. {string.Join(' ', problems.Take(MaxExplained).Select(problem => problem.Message))}",
            problems.TrueForAll(problem => problem.Field == problems[0].Field) ? problems[0].Field : null);

    private static Route Take(Fit fit, string reason, Fit? runnerUp) => new()
    {
        Model = fit.Model,
        Size = fit.Shape.Size!.Value,
        Quality = fit.Shape.Quality,
        OutputFormat = fit.OutputFormat,
        Seed = fit.Seed,
        PromptBytes = fit.Shape.PromptBytes,
        Ceiling = fit.Ceiling,
        Reason = reason.Length <= Route.MaxReasonLength ? reason : reason[..(Route.MaxReasonLength - 1)] + "…",
        RunnerUp = runnerUp?.Model.Name,
        RunnerUpCeiling = runnerUp?.Ceiling,
    };

    private static string Waiting(RoutingRequest request, Fit fit) =>
        request.Models.IsPoolAvailable(fit.Model.QuotaPool) ? "" : " Its provider does not answer at the moment; the work waits.";

    private static string Short(string name) => name.Length <= 100 ? name : name[..100] + "…";
}
