using System.Collections.Concurrent;
using DonatelloAI.Storage.Providers;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DonatelloAI.Api.Tests.Providers;

/// <summary>A server that follows a catalogue file while it runs.</summary>
public sealed class CatalogueFileTests : IDisposable
{
    private const string Cheap = "{ \"unit\": \"image\", \"amount\": 0.05 }";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("donatello-catalogue-");
    private readonly LogLines _log = new();

    private string File => Path.Combine(_temp.FullName, "catalogue.json");

    public void Dispose() => _temp.Delete(recursive: true);

    [Fact]
    public async Task File_ThatChanges_IsFollowedWithoutARestartAndOneThatIsBrokenChangesNothing()
    {
        var seed = await Seed();
        await Write(seed.Replace("\"display_name\": \"FLUX.2 Flex\"", "\"display_name\": \"FLUX.2 Flexible\"", StringComparison.Ordinal));
        await using var server = await OwnServer.Start(
            "--Providers:CatalogueFile", File, "--Providers:RefreshSeconds", "1", "--Logging:LogLevel:DonatelloAI.Silo.Providers", "Information");
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
        await Until(async () => (await Model(server, "bfl/flux-2-flex")).GetProperty("display_name").GetString() == "FLUX.2 Flexible", "the file was taken over at the start");

        await Write(seed.Replace(Cheap, Cheap.Replace("0.05", "0.07", StringComparison.Ordinal), StringComparison.Ordinal));
        await Until(async () => (await Model(server, "local/canvas")).GetProperty("typical_ceiling_aud").GetString() == "0.070000", "the new price holds");
        Assert.Equal("0.070000", (await server.Admin.Post("/v1/estimates", """{"prompt":"a barn","model":"local/canvas"}""")).Text("ceiling_aud"));

        await Write(seed.Replace("\"default_quality\": \"medium\"", "\"default_quality\": \"enormous\"", StringComparison.Ordinal));
        await Until(() => Task.FromResult(_log.Warnings.Any()), "the broken file was read");
        await Write("{");
        await Until(() => Task.FromResult(_log.Warnings.Count() == 2), "the other broken file was read");
        Assert.Contains("azure-openai/gpt-image-2, capabilities.default_quality: must be one of the qualities", _log.Warnings.First(), StringComparison.Ordinal);
        Assert.Equal("0.070000", (await Model(server, "local/canvas")).GetProperty("typical_ceiling_aud").GetString());
    }

    private static async Task<string> Seed()
    {
        await using var json = typeof(CatalogueImport).Assembly.GetManifestResourceStream("catalogue.json")!;
        using var reader = new StreamReader(json);
        return await reader.ReadToEndAsync();
    }

    private static Task Until(Func<Task<bool>> holds, string what) => Eventually.True(holds, Patience, what);

    private static async Task<System.Text.Json.JsonElement> Model(OwnServer server, string id) =>
        (await server.Admin.Get("/v1/models")).Json.GetProperty("data").EnumerateArray().Single(model => model.GetProperty("id").GetString() == id);

    /// <summary>In one step, as an editor does, so that no half of it is read.</summary>
    private async Task Write(string text)
    {
        await System.IO.File.WriteAllTextAsync(File + ".new", text);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

        public IEnumerable<string> Warnings => _lines.Where(line => line.Level == LogLevel.Warning && line.Text.Contains("catalogue file", StringComparison.Ordinal)).Select(line => line.Text);

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((logLevel, formatter(state, exception)));
    }
}
