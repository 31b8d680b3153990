using System.Linq.Expressions;
using DonatelloAI.Storage.Organizations;
using DonatelloAI.Storage.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace DonatelloAI.Storage.Modelling;

/// <summary>
/// References that carry the organisation along, so that the database itself refuses a row whose organisation is not that of
/// its department or person.
/// </summary>
internal static class TenantReferences
{
    /// <summary>References a department by organisation and id.</summary>
    public static void InDepartment<TRow>(this EntityTypeBuilder<TRow> row, Expression<Func<TRow, object?>> organizationAndDepartment)
        where TRow : class =>
        row.HasOne<DepartmentRow>()
            .WithMany()
            .HasForeignKey(organizationAndDepartment)
            .HasPrincipalKey(department => new { department.OrganizationId, department.Id })
            .OnDelete(DeleteBehavior.Restrict);

    /// <summary>References a person by organisation and id.</summary>
    public static void OfUser<TRow>(this EntityTypeBuilder<TRow> row, Expression<Func<TRow, object?>> organizationAndUser)
        where TRow : class =>
        row.HasOne<UserRow>()
            .WithMany()
            .HasForeignKey(organizationAndUser)
            .HasPrincipalKey(user => new { user.OrganizationId, user.Id })
            .OnDelete(DeleteBehavior.Restrict);
}
