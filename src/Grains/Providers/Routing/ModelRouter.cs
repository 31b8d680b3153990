using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>
/// Chooses a model for an order: the one that is named, else the user's preferred, else the department's default, else the
/// best of all that fit. Pure: the same request has the same answer.
/// </summary>
/// <remarks>
/// Where what is left is known, an order that names no model takes none that is dearer, whoever prefers it.
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
        var (named, refused) = Named(request, name);
        return refused is not null ? refused : Take(named!, $"Named by the caller.{Note(named!)}{Waiting(request, named!.Fit)}", runnerUp: null);
    }

    private static RoutingResult ByPreference(RoutingRequest request)
    {
        var passed = "";
        foreach (var (name, whose) in Preferences(request))
        {
            var (named, refused) = Named(request, name);
            refused ??= named!.Fit.Exceeds(request);
            if (refused is null && request.Models.IsPoolAvailable(named!.Fit.Model.QuotaPool))
            {
                return Take(named, $"{whose}.{Note(named)}{passed}", RunnerUp(request, named.Fit));
            }

            passed += $" {whose} not taken: {refused?.Message ?? $"the provider of {named!.Fit.Model.Name} does not answer at the moment."}";
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
        var affordable = fits.Where(fit => fit.Exceeds(request) is null).ToArray();
        var ranked = ModelScore.Rank(affordable, request);
        if (ranked.Count == 0) return NothingFits([.. fits.Select(fit => fit.Exceeds(request)!), .. problems]);

        var best = ranked[0];
        return Take(new NamedFit(best), $"{Praise(request, best, ranked.Count)}{Dearer(request, fits.Count - ranked.Count)}{Waiting(request, best)}{passed}", RunnerUp(request, best));
    }

    private static string Praise(RoutingRequest request, Fit best, int candidates) => candidates == 1 ? "The only model that fits." : FormattableString.Invariant(
        $"Best of {candidates} for a {QualityNeed.Word(request.Prompt.Complexity)} prompt: quality {best.Model.Capabilities.Tier} of {CatalogueCapabilities.BestTier} at {best.Ceiling.Amount} AUD (price weighs {ModelScore.Weight(request):0.##}).");

    private static string Dearer(RoutingRequest request, int count) => count == 0 ? ""
        : FormattableString.Invariant($" {count} dearer {(count == 1 ? "one is" : "ones are")} more than the {request.Left} AUD left.");

    /// <summary>The model of a name with all that it needs, or the reason against it.</summary>
    private static (NamedFit? Named, RouteRefused? Refused) Named(RoutingRequest request, string name)
    {
        if (Find(request, name, out var found) is { } unknown) return (null, unknown);

        var model = found!;
        Replacement? replaced = null;
        if (ModelStanding.Problem(model, request.Providers, request.Now) is { } problem)
        {
            var replacement = ModelStanding.IsRetired(model, request.Now) ? ModelStanding.Replacement(model, request) : null;
            if (replacement is null) return (null, new(ModelStanding.Refusal(model, request.Now), problem, "model"));

            replaced = new Replacement(model.Name, model.ShutdownAt!.Value);
            model = replacement;
        }

        var (fit, refused) = OrderFit.Of(model, request.Order, request);
        return refused is null ? (new(fit!, replaced), null) : (null, refused with { Message = refused.Message + Note(model, replaced) });
    }

    private static string Note(NamedFit named) => Note(named.Fit.Model, named.Replaced);

    private static string Note(OfferedModel model, Replacement? replaced) =>
        replaced is null ? "" : $" {replaced.Model} is retired; {model.Name} replaces it.";

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
        var others = Candidates(request, order).Fits
            .Where(fit => fit.Model.QuotaPool != chosen.Model.QuotaPool && fit.Exceeds(request) is null)
            .ToArray();
        return ModelScore.Rank(others, request) is [var second, ..] ? second : null;
    }

    private static RouteRefused NothingFits(List<RouteRefused> problems) => problems.Count == 0
        ? new(GenerationRefusal.NoModelFits, "No model can be called here at the moment: an administrator has to set one up.")
        : new(
            GenerationRefusal.NoModelFits,
            $"No model on offer takes this order. {string.Join(' ', problems.Take(MaxExplained).Select(problem => problem.Message))}",
            problems.TrueForAll(problem => problem.Field == problems[0].Field) ? problems[0].Field : null);

    private static Route Take(NamedFit taken, string reason, Fit? runnerUp) => new()
    {
        Model = taken.Fit.Model,
        Size = taken.Fit.Shape.Size!.Value,
        Quality = taken.Fit.Shape.Quality,
        OutputFormat = taken.Fit.OutputFormat,
        Background = taken.Fit.Background,
        Seed = taken.Fit.Seed,
        PartialImages = taken.Fit.Shape.PartialImages,
        PromptBytes = taken.Fit.Shape.PromptBytes,
        Ceiling = taken.Fit.Ceiling,
        Replaced = taken.Replaced,
        Reason = reason.Length <= Route.MaxReasonLength ? reason : reason[..(Route.MaxReasonLength - 1)] + "…",
        RunnerUp = runnerUp?.Model.Name,
        RunnerUpCeiling = runnerUp?.Ceiling,
    };

    private static string Waiting(RoutingRequest request, Fit fit) =>
        request.Models.IsPoolAvailable(fit.Model.QuotaPool) ? "" : " Its provider does not answer at the moment; the work waits.";

    private static string Short(string name) => name.Length <= 100 ? name : name[..100] + "…";
}

/// <summary>A model that a name led to.</summary>
/// <param name="Fit">The model.</param>
/// <param name="Replaced">The retired one that was named.</param>
internal sealed record NamedFit(Fit Fit, Replacement? Replaced = null);
