using DonatelloAI.Api.Access;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Organizations;

/// <summary>
/// The organisation that a request is about: the caller's own, or for super_admin the one named by <c>organization_id</c>. A handler
/// takes it as a parameter.
/// </summary>
/// <param name="Id">The organisation.</param>
internal sealed record NamedOrganization(Guid Id)
{
    private const string Parameter = "organization_id";

    public static ValueTask<NamedOrganization> BindAsync(HttpContext context)
    {
        var caller = CurrentCaller.Of(context);
        var named = Read(context.Request.Query[Parameter]) ?? caller.OrganizationId;
        return named == caller.OrganizationId || caller.IsSuperAdmin
            ? ValueTask.FromResult(new NamedOrganization(named))
            : throw new RequestRefusedException(KnownProblems.NotFound("There is no such organisation."));
    }

    private static Guid? Read(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Guid.TryParseExact(text, "D", out var id) ? id
        : throw new RequestRefusedException(KnownProblems.OfField(
            StatusCodes.Status400BadRequest, "wrong_type", Parameter, $"{Parameter} must be {Bodies.Words.For(typeof(Guid))}."));
}
