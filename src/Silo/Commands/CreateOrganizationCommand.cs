using DonatelloAI.Hosting;
using DonatelloAI.Silo.Organizations;
using DonatelloAI.Silo.Persistence;

namespace DonatelloAI.Silo.Commands;

/// <summary><c>create-organization</c>: makes a new installation one that somebody can enter.</summary>
internal static class CreateOrganizationCommand
{
    /// <summary>Makes the first organisation. A second run finds it and changes nothing.</summary>
    public static async Task Run(string[] arguments)
    {
        var parsed = CommandArguments.Parse(arguments, [], FirstOrganization.Switches);
        await using var services = CommandServices.OnDatabaseAndKeys(parsed, more =>
        {
            more.AddSingleton(CommandServices.Read(WebProcess.CreateBuilder(parsed.Configuration).Configuration, FirstOrganization.Read));
            more.AddSingleton<FirstStart>();
        });
        await DatabaseCheck.Run(services);
        var wanted = services.GetRequiredService<FirstOrganization>();
        var made = await Make(services.GetRequiredService<FirstStart>(), wanted);
        await Console.Out.WriteLineAsync(made
            ? $"{wanted.Name} and its administrator are there. The administrator's API key is in {wanted.KeyFile}, for its owner to take and delete."
            : "The installation has an organisation already; nothing was changed.");
    }

    private static async Task<bool> Make(FirstStart first, FirstOrganization wanted)
    {
        try
        {
            return await first.Ensure(CancellationToken.None) is not null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{wanted.KeyFile} cannot be written: {refused.Message}", refused);
        }
    }
}
