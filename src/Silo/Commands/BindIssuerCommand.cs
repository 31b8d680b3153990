using DonatelloAI.Grains.Sessions;
using DonatelloAI.Hosting;
using DonatelloAI.Silo.Persistence;
using DonatelloAI.Silo.Sessions;
using DonatelloAI.Storage.Sessions;

namespace DonatelloAI.Silo.Commands;

/// <summary><c>bind-issuer</c>: says which identity provider vouches for an organisation's people.</summary>
internal static class BindIssuerCommand
{
    private const string Remove = "--remove";

    /// <summary>Binds, or takes a binding away.</summary>
    public static async Task Run(string[] arguments)
    {
        var parsed = CommandArguments.Parse(arguments, [Remove], BoundIssuer.Switches);
        var wanted = CommandServices.Read(WebProcess.CreateBuilder(parsed.Configuration).Configuration, BoundIssuer.Read);
        await using var services = CommandServices.OnDatabaseAndKeys(parsed, static more => more.AddSingleton<IssuerBindings>());
        await DatabaseCheck.Run(services);
        var bindings = services.GetRequiredService<IssuerBindings>();
        await Console.Out.WriteLineAsync(parsed.Has(Remove) ? await Unbind(bindings, wanted) : await Bind(bindings, wanted));
    }

    private static async Task<string> Unbind(IssuerBindings bindings, BoundIssuer wanted) =>
        await bindings.Unbind(Guid.Parse(wanted.Organization!))
            ? $"Nobody signs in to {wanted.Organization} any more; sessions that are open go on until they end."
            : $"{wanted.Organization} was bound to no issuer; nothing was changed.";

    private static async Task<string> Bind(IssuerBindings bindings, BoundIssuer wanted)
    {
        if (wanted.Issuer is not { } issuer)
        {
            throw new StartRefusedException("--issuer is missing: name the issuer of the provider's tokens, or --remove.");
        }

        var binding = new IssuerBinding(Guid.Parse(wanted.Organization!), issuer, wanted.Tenant ?? "", wanted.Audience!);
        return await bindings.Bind(binding)
            ? $"People of {issuer}{(wanted.Tenant is { } tenant ? $", tenant {tenant}," : "")} sign in to {wanted.Organization}."
            : throw new StartRefusedException($"There is no organisation {wanted.Organization}, or another one is bound to this issuer and tenant.");
    }
}
