using DonatelloAI.Grains.Sessions;
using DonatelloAI.Hosting;
using DonatelloAI.Storage.Sessions;

namespace DonatelloAI.Silo.Sessions;

/// <summary>Says which identity provider vouches for an organisation's people, for an operator who is told what holds now.</summary>
public static class IssuerChange
{
    /// <summary>The flag that takes a binding away.</summary>
    public const string Remove = "--remove";

    /// <summary>Binds, or takes a binding away.</summary>
    /// <param name="bindings">Where bindings are kept.</param>
    /// <param name="wanted">What was asked for.</param>
    /// <param name="isRemoval">True to take the binding away.</param>
    /// <exception cref="StartRefusedException">There is no such organisation, another one is bound to that issuer, or none was named.</exception>
    public static Task<string> Run(IssuerBindings bindings, BoundIssuer wanted, bool isRemoval) =>
        isRemoval ? Unbind(bindings, wanted) : Bind(bindings, wanted);

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
