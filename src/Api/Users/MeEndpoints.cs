using DonatelloAI.Api.Access;
using DonatelloAI.Api.OpenApi;
using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts.Users;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DonatelloAI.Api.Users;

/// <summary>The caller, as they see themselves.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/me", Read).Describe("GET /v1/me", "Who you are", "The person behind the credential, with role, organisation and department.");

    private static async Task<Results<Ok<MeAnswer>, ProblemResult>> Read(CurrentCaller caller, IGrainFactory grains) =>
        await grains.GetGrain<IUserGrain>(caller.Caller.UserId).Profile() is { } profile
            ? TypedResults.Ok(MeAnswer.Of(profile))
            : (ProblemResult)KnownProblems.NotFound();
}

/// <summary>A person.</summary>
internal sealed record MeAnswer
{
    /// <summary>The person.</summary>
    public required Guid Id { get; init; }

    /// <summary>What the person may do.</summary>
    public required UserRole Role { get; init; }

    /// <summary>The person's organisation.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The person's own department.</summary>
    public Guid? DepartmentId { get; init; }

    /// <summary>Mail address.</summary>
    public string? Email { get; init; }

    /// <summary>Name to show.</summary>
    public string? DisplayName { get; init; }

    /// <summary>True once a sign-in proved a second factor.</summary>
    public required bool MfaEnabled { get; init; }

    public static MeAnswer Of(UserProfile profile) => new()
    {
        Id = profile.Id,
        Role = profile.Role,
        OrganizationId = profile.OrganizationId,
        DepartmentId = profile.DepartmentId,
        Email = profile.Email,
        DisplayName = profile.DisplayName,
        MfaEnabled = profile.MfaEnabled,
    };
}
