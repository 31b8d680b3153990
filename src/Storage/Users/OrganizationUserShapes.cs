using DonatelloAI.Contracts.Users;
using DonatelloAI.Storage.Commits;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Organizations;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Users;

/// <summary>The shapes of a change of people on one engine's model.</summary>
internal sealed class OrganizationUserShapes(IModel model)
{
    public RowShape<FenceRaise> Fence { get; } = FenceRaise.Shape(model);

    public RowShape<UserRow> Addition { get; } = RowShape<UserRow>.Insert(model);

    public RowShape<UserWrite> Change { get; } = RowShape<UserWrite>.Update(model, typeof(UserRow), [nameof(UserWrite.Id)]);

    public RowShape<OutboxRow> Event { get; } = RowShape<OutboxRow>.Insert(model);
}

/// <summary>What a change writes of a person; sign-ins write the rest.</summary>
internal sealed record UserWrite(
    Guid Id,
    Guid? DepartmentId,
    string AzureAdId,
    string Email,
    byte[] EmailIndex,
    int EmailIndexVersion,
    string? DisplayName,
    UserRole Role,
    bool IsActive,
    string Settings,
    DateTimeOffset UpdatedAt);
