using DonatelloAI.Hosting;
using DonatelloAI.Hosting.Keys;
using DonatelloAI.Silo.Encryption;

namespace DonatelloAI.Silo.Commands;

/// <summary>What a command works with: the same configuration and the same parts as a silo, and no silo.</summary>
internal static class CommandServices
{
    /// <summary>Parts on the database alone.</summary>
    /// <exception cref="StartRefusedException">The database is not configured.</exception>
    public static ServiceProvider OnDatabase(CommandArguments arguments, Action<IServiceCollection>? add = null)
    {
        var builder = WebProcess.CreateBuilder(arguments.Configuration);
        var database = Read(builder.Configuration, DatabaseOptions.Read);
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddDonatelloStorage(database.KnownEngine, database.ConnectionString!);
        add?.Invoke(services);
        return services.BuildServiceProvider();
    }

    /// <summary>Parts on the database and the keys.</summary>
    /// <exception cref="StartRefusedException">One of them is not configured, or keys are missing.</exception>
    public static ServiceProvider OnDatabaseAndKeys(CommandArguments arguments, Action<IServiceCollection>? add = null) =>
        OnDatabase(arguments, services =>
        {
            var keys = KeyRing.Open(KeyPlace(arguments));
            services.AddSingleton(keys);
            services.AddDonatelloEncryption(keys);
            add?.Invoke(services);
        });

    /// <summary>Where the keys lie.</summary>
    /// <exception cref="StartRefusedException">It is not configured.</exception>
    public static IKeyPlace KeyPlace(CommandArguments arguments) =>
        Read(WebProcess.CreateBuilder(arguments.Configuration).Configuration, KeysSettings.Read).Place;

    /// <summary>One class of settings.</summary>
    /// <exception cref="StartRefusedException">Something of it is missing or wrong.</exception>
    public static T Read<T>(IConfiguration configuration, Func<IConfiguration, T> read)
        where T : class
    {
        var reader = new SettingsReader(configuration);
        var settings = reader.Read(read);
        reader.RefuseIfWrong();
        return settings;
    }
}
