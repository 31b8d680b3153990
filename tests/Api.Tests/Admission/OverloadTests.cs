using DonatelloAI.Testing;

namespace DonatelloAI.Api.Tests.Admission;

/// <summary>A server that is asked more than its capacity: whoever is refused has changed nothing, and it recovers by itself.</summary>
public sealed class OverloadTests
{
    private const string Order = """{"prompt":"a red circle","model":"local/canvas","size":"64x64"}""";
    private const int AtOnce = 40;

    [Fact]
    public async Task Orders_BeyondTheRate_AreRefusedAndChangeNothing()
    {
        await using var server = await OwnServer.Start("--Admission:RequestsPerSecond", "2", "--Admission:Burst", "3");
        var accepted = 0;
        List<Answer> refused = [];
        while (refused.Count == 0)
        {
            var health = server.Admin.Get("/health/live");
            var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => server.Admin.Post(i % 2 == 0 ? "/v1/generations" : "/openai/v1/images/generations", Order)));
            accepted += answers.Count(answer => answer.Code is 200 or 202);
            refused.AddRange(answers.Where(answer => answer.Code is not (200 or 202)));
            Assert.Equal(200, (await health).Code);
        }

        Assert.All(refused, answer => Assert.Equal((503, "overloaded", "1"), (answer.Code, answer.Problem, answer.Headers["Retry-After"])));

        await OwnServer.Until(() => server.Admin.Post("/v1/generations", Order), 202);
        accepted++;
        await Eventually.True(
            async () => (await OwnServer.Until(() => server.Admin.Get(server.Budget), 200)).Text("held_aud") == "0.000000", TimeSpan.FromMinutes(3), "all of them have ended");
        Assert.Equal(accepted, (await OwnServer.Until(() => server.Admin.Get("/v1/generations?limit=200"), 200)).Json.GetProperty("data").GetArrayLength());
        var verified = (await OwnServer.Until(() => server.Admin.Post($"{server.Budget}/verify"), 200)).Json;
        Assert.Equal((true, accepted), (verified.GetProperty("is_clean").GetBoolean(), verified.GetProperty("holds").GetInt32()));
    }
}
