using DonatelloAI.Hosting;
using DonatelloAI.Silo.Persistence;
using DonatelloAI.Silo.Sessions;
using DonatelloAI.Storage.Sessions;

namespace DonatelloAI.Silo.Commands;

/// <summary><c>bind-issuer</c>: says which identity provider vouches for an organisation's people.</summary>
internal static class BindIssuerCommand
{
    /// <summary>Binds, or takes a binding away.</summary>
    public static async Task Run(string[] arguments)
    {
        var parsed = CommandArguments.Parse(arguments, [IssuerChange.Remove], BoundIssuer.Switches);
        var wanted = CommandServices.Read(WebProcess.CreateBuilder(parsed.Configuration).Configuration, BoundIssuer.Read);
        await using var services = CommandServices.OnDatabaseAndKeys(parsed, static more => more.AddSingleton<IssuerBindings>());
        await DatabaseCheck.Run(services);
        await Console.Out.WriteLineAsync(await IssuerChange.Run(services.GetRequiredService<IssuerBindings>(), wanted, parsed.Has(IssuerChange.Remove)));
    }
}
