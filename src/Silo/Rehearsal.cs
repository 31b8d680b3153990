using DonatelloAI.Grains.Budgets;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers.Prompts;
using DonatelloAI.Grains.Providers.Routing;
using DonatelloAI.Grains.Safety;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Silo;

/// <summary>
/// Asks the stores for what is not there, before a silo joins: queries are compiled and connections opened by then. Without it the
/// first callers of a silo that has just joined wait for all of that at once, on a machine that is busy taking over.
/// </summary>
internal static class Rehearsal
{
    /// <summary>Reads; changes nothing.</summary>
    public static async Task Run(IServiceProvider services)
    {
        var nobody = Guid.CreateVersion7();
        services.GetRequiredService<ILanguageReader>().Prepare();
        await services.GetRequiredService<ModelDirectory>().Get();
        await services.GetRequiredService<IRoutingPreferences>().Find(nobody, nobody);
        await services.GetRequiredService<ISafetyPolicies>().Find(nobody);
        await services.GetRequiredService<IUserStore>().Load(nobody);
        await Rehearse(services.GetRequiredService<IBudgetStore>(), nobody);
        await Rehearse(services.GetRequiredService<IGenerationStore>(), nobody);
    }

    private static async Task Rehearse(IBudgetStore budgets, Guid nobody)
    {
        await budgets.Load(nobody);
        await budgets.ReadVersion(nobody);
        await budgets.FindHolds(nobody, [nobody]);
    }

    private static async Task Rehearse(IGenerationStore generations, Guid nobody)
    {
        await generations.Find(nobody);
        await generations.Pending("nobody", ["nothing"], perDepartment: 1, limit: 1);
        await generations.Load("nobody", DateTimeOffset.UnixEpoch);
        await generations.WaitedModels();
    }
}
