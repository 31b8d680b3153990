using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Generations;
using DonatelloAI.Storage.Sessions;

namespace DonatelloAI.Storage.Users;

/// <summary>Every query about erasures; kept together so that each is checked against every engine's grammar.</summary>
internal static class ErasureQueries
{
    /// <summary>A person with the version of their organisation.</summary>
    public static IQueryable<ErasureHead> Head(DonatelloContext db, Guid userId) =>
        from user in db.Users
        join organization in db.Organizations on user.OrganizationId equals organization.Id
        where user.Id == userId
        select new ErasureHead(user.OrganizationId, organization.Version, user.AzureAdId, user.Settings);

    /// <summary>API keys of a person that were not revoked yet.</summary>
    public static IQueryable<ApiKeyRow> ActiveKeys(DonatelloContext db, Guid userId) =>
        db.ApiKeys.Where(key => key.UserId == userId && key.IsActive);

    public static IQueryable<ApiKeyRow> KeysRevokedAt(DonatelloContext db, Guid userId, DateTimeOffset at) =>
        db.ApiKeys.Where(key => key.UserId == userId && key.RevokedAt == at);

    public static IQueryable<UserSessionRow> SessionsEnded(DonatelloContext db, Guid userId) =>
        db.UserSessions.Where(session => session.UserId == userId && session.RevokedReason == SessionEndings.Erased);

    /// <summary>Generations with texts or files; those that an order under way adds are not hidden yet.</summary>
    public static IQueryable<GenerationRow> Left(DonatelloContext db, Guid userId) =>
        db.Generations.Where(generation => generation.UserId == userId && (!generation.IsDeleted || generation.PromptEncrypted != SealedMark.Erased));

    public static IQueryable<Guid> LeftAfter(DonatelloContext db, Guid userId, Guid after, int limit) =>
        First(Left(db, userId).Where(generation => generation.Id > after), limit);

    public static IQueryable<Guid> FirstLeft(DonatelloContext db, Guid userId, int limit) => First(Left(db, userId), limit);

    public static IQueryable<GenerationRow> Erased(DonatelloContext db, Guid userId) =>
        db.Generations.Where(generation => generation.UserId == userId && generation.IsDeleted && generation.PromptEncrypted == SealedMark.Erased);

    public static IQueryable<GenerationRow> ErasedWithImage(DonatelloContext db, Guid userId) =>
        Erased(db, userId).Where(generation => generation.ImageUrl != null);

    public static IQueryable<GenerationRow> CancelledSince(DonatelloContext db, Guid userId, DateTimeOffset at) =>
        db.Generations.Where(generation => generation.UserId == userId && generation.Status == GenerationStatus.Cancelled && generation.CompletedAt >= at);

    private static IQueryable<Guid> First(IQueryable<GenerationRow> rows, int limit) =>
        rows.OrderBy(generation => generation.Id).Take(limit).Select(generation => generation.Id);
}

/// <summary>What says of a person's row whether they were erased.</summary>
internal sealed record ErasureHead(Guid OrganizationId, long Version, string AzureAdId, string Settings);
