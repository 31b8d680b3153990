using DonatelloAI.Hosting;
using DonatelloAI.Silo;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Silo.Sessions;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Sessions;

namespace DonatelloAI.Standalone;

/// <summary><c>bind-issuer</c> on a data folder: the words of the silo's command of that name.</summary>
internal static class StandaloneIssuer
{
    /// <summary>Binds an organisation to an identity provider, or no longer, and says what holds now.</summary>
    /// <exception cref="StartRefusedException">The folder holds no installation, another process uses it, or it cannot be bound.</exception>
    public static async Task<string> Run(StandaloneArguments arguments)
    {
        var configuration = WebProcess.CreateBuilder([.. arguments.Rest]).Configuration;
        var reader = new SettingsReader(configuration);
        var wanted = reader.Read(BoundIssuer.Read);
        reader.RefuseIfWrong();
        using var folder = DataFolder.OpenExisting(arguments.Data);
        await using var services = Services(StandaloneKeys.OpenExisting(folder), StandaloneDatabase.Read(configuration, folder));
        await services.GetRequiredService<SchemaMigrator>().UpAsync();
        return await IssuerChange.Run(services.GetRequiredService<IssuerBindings>(), wanted, arguments.Removes);
    }

    private static ServiceProvider Services(KeyRing keys, StandaloneDatabase database)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddDonatelloStorage(database.Engine, database.ConnectionString);
        services.AddDonatelloEncryption(keys);
        services.AddSingleton<IssuerBindings>();
        return services.BuildServiceProvider();
    }
}
