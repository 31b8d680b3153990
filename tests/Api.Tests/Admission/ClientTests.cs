using System.Net;
using System.Text.Json;
using DonatelloAI.Api.Access;
using DonatelloAI.Api.Admission;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Testing;
using Microsoft.AspNetCore.Http;

namespace DonatelloAI.Api.Tests.Admission;

/// <summary>What one client may have in progress is its own matter: nobody else is refused for it.</summary>
public sealed class ClientTests : IDisposable
{
    private readonly AdmissionInstruments _instruments = new();
    private readonly TaskCompletionSource _gate = new();

    public void Dispose() => _instruments.Dispose();

    [Fact]
    public async Task Client_WithAsManyAsItMayHave_IsRefusedAloneUntilOneHasEnded()
    {
        using var counts = new InstrumentCounts(AdmissionInstruments.MeterName, _instruments);
        using var clients = New();
        var (user, key) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var running = new[] { clients.InvokeAsync(Of(user, key)), clients.InvokeAsync(Of(user, key)) };

        var third = Of(user, key);
        await clients.InvokeAsync(third);

        Assert.Equal((429, "1"), (third.Response.StatusCode, third.Response.Headers.RetryAfter.ToString()));
        Assert.Equal(
            ("\"client\";q=2;qu=\"concurrent-requests\"", "\"client\";r=0"),
            (third.Response.Headers["RateLimit-Policy"].ToString(), third.Response.Headers["RateLimit"].ToString()));
        Assert.Equal("too_many_concurrent_requests", Body(third).GetProperty("code").GetString());
        Assert.Equal(1, counts["donatello.api.refusals Client"]);

        // Another key of the same person, the person without a key, somebody else, and a stream.
        var others = new[] { Of(user, Guid.CreateVersion7()), Of(user, null), Of(Guid.CreateVersion7(), null), Stream(user, key) };
        var served = others.Select(clients.InvokeAsync).ToList();
        Assert.All(served, task => Assert.False(task.IsCompleted));

        _gate.SetResult();
        await Task.WhenAll([.. running, .. served]);
        var again = Of(user, key);
        await clients.InvokeAsync(again);
        Assert.Equal(200, again.Response.StatusCode);
    }

    [Fact]
    public async Task Client_OfOpenAi_IsToldInItsShape()
    {
        using var clients = New();
        var (user, key) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var running = new[] { clients.InvokeAsync(Of(user, key)), clients.InvokeAsync(Of(user, key)) };

        var third = Of(user, key, "/openai/v1/images/generations");
        await clients.InvokeAsync(third);

        var error = Body(third).GetProperty("error");
        Assert.Equal((429, "1"), (third.Response.StatusCode, third.Response.Headers.RetryAfter.ToString()));
        Assert.Equal(("rate_limit_error", "too_many_concurrent_requests"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        _gate.SetResult();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task Request_BehindAnotherOfItsKey_IsRefusedByTheServerAndAnotherKeyIsNot()
    {
        await using var server = await OwnServer.Start("--Admission:MaxConcurrentRequestsPerClient", "1");
        var made = await OwnServer.Until(() => server.Admin.Post("/v1/api-keys", """{"name":"another"}"""), 201);
        var another = new Client(server.Address, made.Text("key"));
        var half = new HalfSent();
        var sending = server.Admin.Send(HttpMethod.Post, "/v1/estimates", half, []);

        // Whoever comes first has the place. An estimate that came second was refused, which its sender hears when it has sent the rest; it
        // is sent again while nothing else is on its way.
        var refused = await OwnServer.Until(
            async () =>
            {
                var answer = await server.Admin.Get("/v1/me");
                if (answer.Code != 429)
                {
                    half.Finish();
                    await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    half = new HalfSent();
                    sending = server.Admin.Send(HttpMethod.Post, "/v1/estimates", half, []);
                }

                return answer;
            },
            429);

        Assert.Equal(("too_many_concurrent_requests", "1"), (refused.Problem, refused.Headers["Retry-After"]));
        Assert.Equal("too_many_concurrent_requests", (await server.Admin.Get("/openai/v1/models")).Problem);
        Assert.Equal(200, (await another.Get("/v1/me")).Code);
        Assert.Equal(401, (await new Client(server.Address, ApiKeyToken.Create(Guid.CreateVersion7(), Guid.CreateVersion7()).SecretText).Get("/v1/me")).Code);
        half.Finish();
        Assert.Equal(200, (await sending).Code);
        await OwnServer.Until(() => server.Admin.Get("/v1/me"), 200);
    }

    private static DefaultHttpContext Of(Guid user, Guid? key, string path = "/v1/me")
    {
        var context = new DefaultHttpContext { Request = { Path = path }, Response = { Body = new MemoryStream() } };
        CurrentCaller.Set(context, new Caller
        {
            UserId = user,
            OrganizationId = Guid.Empty,
            Role = UserRole.StandardUser,
            ApiKeyId = key,
            Scopes = KeyScopes.All,
        });
        return context;
    }

    private static DefaultHttpContext Stream(Guid user, Guid? key)
    {
        var context = Of(user, key);
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new Unbounded()), "events"));
        return context;
    }

    private static JsonElement Body(DefaultHttpContext context) => JsonElement.Parse(((MemoryStream)context.Response.Body).ToArray());

    private ClientMiddleware New() => new(
        _ => _gate.Task,
        new ApiOptions { CursorKey = new byte[32], LinkKeys = [new byte[32]], Admission = new AdmissionSettings { MaxConcurrentRequestsPerClient = 2 } },
        _instruments);

    /// <summary>A body whose second half comes when it is told to.</summary>
    private sealed class HalfSent : HttpContent
    {
        private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HalfSent() => Headers.ContentType = new("application/json");

        public void Finish() => _rest.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("""{"prompt":"a bay","""u8.ToArray());
            await stream.FlushAsync();
            await _rest.Task;
            await stream.WriteAsync("""  "model":"local/canvas","size":"64x64"}"""u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
