using DonatelloAI.Hosting.Health;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Hosting.Generations;
using DonatelloAI.Silo.Organizations;
using DonatelloAI.Storage;
using DonatelloAI.Storage.Encryption;
using DonatelloAI.Storage.Providers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace DonatelloAI.Standalone;

/// <summary>
/// The order of a start: schema, a look whether all keys are there, catalogue and first rows before anything runs, then silo and front end, then ready. At the end the
/// process stops being ready before anything stops.
/// </summary>
internal sealed class StartSequence(
    SchemaMigrator schema,
    DataKeyRewrap dataKeys,
    CatalogueImport catalogue,
    FirstStart firstStart,
    IImageStore images,
    IReadiness readiness,
    IServer server,
    DataFolder folder) : IHostedLifecycleService
{
    private ApiKeyToken? _newKey;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await schema.UpAsync(cancellationToken);
        await dataKeys.Check();
        await ImageStores.Check(images);
        await catalogue.Run(cancellationToken);
        _newKey = await firstStart.Ensure(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        readiness.MarkReady();
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return Welcome.Print(Console.Out, [.. addresses], folder, _newKey);
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.MarkStopping();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
