using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Storage.Users;

namespace DonatelloAI.Storage.Sessions;

/// <summary>Every query of the sessions' stores; kept together so that each is checked against every engine's grammar.</summary>
internal static class SessionQueries
{
    public static IQueryable<SessionHead> Head(DonatelloContext db, Guid sessionId) =>
        from session in db.UserSessions
        join user in db.Users on session.UserId equals user.Id
        join organization in db.Organizations on user.OrganizationId equals organization.Id
        join department in db.Departments on user.DepartmentId equals (Guid?)department.Id into departments
        from department in departments.DefaultIfEmpty()
        where session.Id == sessionId
        select new SessionHead(session, new UserHead(user, organization.IsActive, department == null || department.IsActive, organization.Settings));

    /// <summary>Sessions of a person that are open or ended lately; open ones first, so that a bound never leaves one of them out.</summary>
    public static IQueryable<UserSessionRow> Lately(DonatelloContext db, Guid userId, DateTimeOffset endedSince, int limit) =>
        db.UserSessions.Where(session => session.UserId == userId && session.ExpiresAt > endedSince)
            .OrderBy(session => session.Revoked)
            .ThenByDescending(session => session.ExpiresAt)
            .Take(limit);

    public static IQueryable<UserSessionRow> Open(DonatelloContext db, Guid userId, DateTimeOffset now, int limit) =>
        db.UserSessions.Where(session => session.UserId == userId && !session.Revoked && session.ExpiresAt > now)
            .OrderBy(session => session.ExpiresAt)
            .Take(limit);

    /// <summary>A person's sessions, newest first; equal moments in the order of a page's cursor.</summary>
    public static IQueryable<UserSessionRow> Page(DonatelloContext db, Guid userId, SessionCursor? after, int limit)
    {
        var mine = db.UserSessions.Where(session => session.UserId == userId);
        return (after is null
                ? mine
                : mine.Where(session => session.CreatedAt < after.CreatedAt || (session.CreatedAt == after.CreatedAt && session.Id < after.Id)))
            .OrderByDescending(session => session.CreatedAt)
            .ThenByDescending(session => session.Id)
            .Take(limit);
    }

    public static IQueryable<Guid> OrganizationOf(DonatelloContext db, Guid userId) =>
        db.Users.Where(user => user.Id == userId).Select(user => user.OrganizationId);

    public static IQueryable<Guid> Ended(DonatelloContext db, DateTimeOffset before, int limit) =>
        db.UserSessions.Where(session => session.ExpiresAt < before)
            .OrderBy(session => session.ExpiresAt)
            .Take(limit)
            .Select(session => session.Id);

    public static IQueryable<IssuerBindingRow> Binding(DonatelloContext db, string issuer, string tenantId) =>
        db.IssuerBindings.Where(binding => binding.Issuer == issuer && binding.TenantId == tenantId);

    public static IQueryable<UserHead> Person(DonatelloContext db, Guid organizationId, string subject) =>
        from user in db.Users
        join organization in db.Organizations on user.OrganizationId equals organization.Id
        join department in db.Departments on user.DepartmentId equals (Guid?)department.Id into departments
        from department in departments.DefaultIfEmpty()
        where user.OrganizationId == organizationId && user.AzureAdId == subject
        select new UserHead(user, organization.IsActive, department == null || department.IsActive, organization.Settings);

    /// <summary>A person of an id, if they were erased.</summary>
    public static IQueryable<Guid> ErasedPerson(DonatelloContext db, Guid userId)
    {
        var tombstone = ErasureTombstones.AzureAdId(userId);
        return db.Users.Where(user => user.Id == userId && user.AzureAdId == tombstone).Select(user => user.Id);
    }

    public static IQueryable<bool> IsOrganizationActive(DonatelloContext db, Guid organizationId) =>
        db.Organizations.Where(organization => organization.Id == organizationId).Select(organization => organization.IsActive);
}

/// <summary>A session with its owner.</summary>
internal sealed record SessionHead(UserSessionRow Session, UserHead Owner);
