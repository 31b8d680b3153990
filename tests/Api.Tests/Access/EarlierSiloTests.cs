using DonatelloAI.Api.Access;
using DonatelloAI.Api.Admission;
using DonatelloAI.Api.Limits;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Access;

/// <summary>During an upgrade a silo of the version before answers, which says who asks and knows nothing of demands.</summary>
public sealed class EarlierSiloTests : IDisposable
{
    private readonly AdmissionInstruments _instruments = new();
    private bool _isServed;

    public void Dispose() => _instruments.Dispose();

    [Theory]
    [InlineData(UserRole.OrgAdmin, KeyScopes.All, 200)]
    [InlineData(UserRole.DeptManager, KeyScopes.All, 403)]
    [InlineData(UserRole.OrgAdmin, KeyScopes.Read, 403)]
    public async Task Answer_WithoutAWordOfTheDemand_IsHeldAgainstItByTheFrontEnd(UserRole role, KeyScopes scopes, int status)
    {
        var answer = await Ask(new Authenticated(CallerOf(role, scopes)));

        Assert.Equal((status, status == 200), (answer.Response.StatusCode, _isServed));
    }

    [Fact]
    public async Task Answer_OfASessionWithoutItsSecondFactor_IsRefused() =>
        Assert.Equal(403, (await Ask(new Authenticated(CallerOf(UserRole.OrgAdmin, KeyScopes.All), DateTimeOffset.UnixEpoch))).Response.StatusCode);

    private static Caller CallerOf(UserRole role, KeyScopes scopes) =>
        new() { UserId = Guid.CreateVersion7(), OrganizationId = Guid.CreateVersion7(), Role = role, Scopes = scopes };

    private async Task<HttpContext> Ask(AuthenticationReply reply)
    {
        var options = new ApiOptions { CursorKey = new byte[32], LinkKeys = [new byte[32]] };
        var authenticator = new Authenticator(
            [new Answering(reply)], options, new FailedAttempts(options, TimeProvider.System), new FailureTally(TimeProvider.System));
        var access = new AccessMiddleware(
            _ =>
            {
                _isServed = true;
                return Task.CompletedTask;
            },
            authenticator,
            _instruments);
        var context = new DefaultHttpContext
        {
            Response = { Body = new MemoryStream() },
            RequestServices = new ServiceCollection().AddSingleton(new ReachTally(TimeProvider.System)).BuildServiceProvider(),
        };
        context.Request.Headers.Authorization = "Bearer anything";
        var rule = AccessPolicy.Rules["POST /v1/users"];
        context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/v1/users"), 0, new EndpointMetadataCollection(rule), "users"));
        await access.InvokeAsync(context);
        return context;
    }

    private sealed class Answering(AuthenticationReply reply) : ICallerSource
    {
        public bool Takes(string bearer) => true;

        public string NameOf(string bearer) => bearer;

        public Task<AuthenticationReply> Authenticate(string bearer, AccessDemand demand) => Task.FromResult(reply);
    }
}
