using DonatelloAI.Api.Access;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Users;
using Orleans.Runtime;

namespace DonatelloAI.Api.Health;

/// <summary>What the installation is made of, for its operators: asked for on purpose and never by a load balancer.</summary>
internal sealed class HealthParts(IGrainFactory grains, Authenticator authenticator)
{
    private const long AnyReader = 0;
    private static readonly AccessDemand Operator = new(UserRole.SuperAdmin);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The parts; null for anybody but super_admin.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> ReadFor(HttpContext context)
    {
        try
        {
            return (await authenticator.Authenticate(context, Operator)).Caller is { IsSuperAdmin: true } ? await Read() : null;
        }
        catch (Exception unanswered) when (IsOutage(unanswered))
        {
            return null;
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> Read()
    {
        var (silo, storage) = await Ask();
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["silo"] = silo, ["storage"] = storage };
    }

    /// <summary>Any department will do: it is the reading that counts.</summary>
    private async Task<(string Silo, string Storage)> Ask()
    {
        try
        {
            await grains.GetGrain<IBudgetReadGrain>(AnyReader).OrganizationOf(Guid.Empty).WaitAsync(Patience);
            return ("ready", "ready");
        }
        catch (StorageUnavailableException)
        {
            return ("ready", "unavailable");
        }
        catch (Exception unanswered) when (IsOutage(unanswered))
        {
            return ("unavailable", "unknown");
        }
    }

    private static bool IsOutage(Exception failure) => failure is StorageUnavailableException or TimeoutException or OrleansException;
}
