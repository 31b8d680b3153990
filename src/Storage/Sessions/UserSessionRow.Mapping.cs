using DonatelloAI.Storage.Modelling;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Sessions;

internal sealed class UserSessionMapping(Dialect sql) : IEntityTypeConfiguration<UserSessionRow>
{
    public void Configure(EntityTypeBuilder<UserSessionRow> row)
    {
        row.ToTable("user_sessions", table => table.HasComment("Signed-in sessions: the right to renew access tokens, until revoked"));
        row.HasKey(x => x.Id);
        row.OfUser(x => new { x.OrganizationId, x.UserId });
        row.Property(x => x.Id).DefaultNewId(sql);
        row.Property(x => x.RefreshTokenHash).Ascii(255).HasComment("HMAC-SHA-256 of the refresh token with the application's pepper");
        row.Property(x => x.DeviceInfo).Json().HasComment("JSON: user_agent, ip_address, device_type, browser");
        row.Property(x => x.SecondFactor).Default(false);
        row.Property(x => x.CreatedAt).DefaultNow(sql);
        row.Property(x => x.LastUsedAt).DefaultNow(sql);
        row.Property(x => x.Revoked).Default(false);
        row.Property(x => x.RevokedReason).HasMaxLength(255);

        row.Check(
            "chk_revoked_at",
            $"(revoked = {sql.False} AND revoked_at IS NULL) OR (revoked = {sql.True} AND revoked_at IS NOT NULL)");
        row.HasIndex(x => x.RefreshTokenHash).IsUnique().HasDatabaseName("uq_user_sessions_refresh_token_hash");
        row.HasIndex(x => x.UserId).HasDatabaseName("idx_sessions_user_id");
        row.HasIndex(x => x.ExpiresAt).HasDatabaseName("idx_sessions_expires_at");
        row.HasIndex(x => new { x.UserId, x.ExpiresAt })
            .HasFilter($"revoked = {sql.False}")
            .HasDatabaseName("idx_sessions_active");
    }
}
