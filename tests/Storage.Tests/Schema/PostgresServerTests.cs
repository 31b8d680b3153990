using DonatelloAI.Testing;

namespace DonatelloAI.Storage.Tests.Schema;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task Server_CrashedAndStartedAgain_HasWhatWasCommitted()
    {
        await using var server = await PostgresServer.StartAsync(fsync: true);
        using var database = await TestDatabase.PostgresAsync(server);
        await database.Migrator.UpAsync();
        await database.AddAsync(new SampleRows().Organization);

        await server.CrashAsync();
        database.ForgetConnections();
        await server.StartAgainAsync();

        Assert.Equal(["Acme Corporation"], await database.QueryAsync("SELECT name AS \"Value\" FROM organizations"));
    }
}
