using System.Globalization;
using DonatelloAI.Contracts.Generations;

namespace DonatelloAI.Grains.Providers.Routing;

/// <summary>Whether a model can be called here at a moment, whatever the order.</summary>
internal static class ModelStanding
{
    /// <summary>Most replacements that are followed from one retired model.</summary>
    public const int MaxReplacements = 5;

    /// <summary>Why it cannot be called, in one sentence; null when it can. How its account stands is another matter.</summary>
    public static string? Problem(OfferedModel model, IProviderRegistry providers, DateTimeOffset now) =>
        IsRetired(model, now) ? Retired(model)
        : !model.IsActive ? $"{model.Name} is switched off here."
        : model.Freeze is not null ? $"The provider account of {model.Name} is frozen by an operator: choose a model of another one, or order again once that is lifted."
        : now < model.AvailableFrom ? $"{model.Name} opens on {Day(model.AvailableFrom.Value)}."
        : providers.Find(model.ProviderName) is not { } adapter ? $"{model.Name} has no adapter here."
        : adapter.Missing(model) is { } missing ? $"{model.Name} is not set up here: {missing}"
        : null;

    /// <summary>The reason by name of a model that cannot be called.</summary>
    public static GenerationRefusal Refusal(OfferedModel model, DateTimeOffset now) =>
        model is { Freeze: not null, IsActive: true } && !IsRetired(model, now) ? GenerationRefusal.ProviderFrozen : GenerationRefusal.ModelUnavailable;

    /// <summary>True once its vendor has ended it.</summary>
    public static bool IsRetired(OfferedModel model, DateTimeOffset now) => now >= model.ShutdownAt;

    /// <summary>The first model in the line of replacements that can be called; null when there is none.</summary>
    public static OfferedModel? Replacement(OfferedModel model, RoutingRequest request)
    {
        var next = model;
        for (var hops = 0; hops < MaxReplacements && next is not null; hops++)
        {
            next = next.ReplacementModel is { } name ? request.Models.Find(name) : null;
            if (next is not null && Problem(next, request.Providers, request.Now) is null) return next;
        }

        return null;
    }

    private static string Retired(OfferedModel model) => model.ReplacementModel is { } replacement
        ? $"{model.Name} was retired on {Day(model.ShutdownAt!.Value)}; its replacement is {replacement}."
        : $"{model.Name} was retired on {Day(model.ShutdownAt!.Value)}; choose another model.";

    private static string Day(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
