using System.Globalization;
using DonatelloAI.Contracts.Freezes;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>A department as its administrators see it.</summary>
[GenerateSerializer, Immutable, Alias("donatello.DepartmentView")]
public sealed record DepartmentView
{
    /// <summary>The department.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>Its organisation.</summary>
    [Id(1)] public required Guid OrganizationId { get; init; }

    /// <summary>Display name.</summary>
    [Id(2)] public required string Name { get; init; }

    /// <summary>Short identifier, unique in the organisation.</summary>
    [Id(3)] public required string Code { get; init; }

    /// <summary>False once deactivated: new work is refused, running work ends.</summary>
    [Id(4)] public required bool IsActive { get; init; }

    /// <summary>What it prefers.</summary>
    [Id(5)] public required DepartmentSettings Settings { get; init; }

    /// <summary>When it was created.</summary>
    [Id(6)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(7)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The freeze that holds; null while new work is accepted and begun.</summary>
    [Id(8)] public FreezeView? Freeze { get; init; }

    /// <summary>Names what an edit changes.</summary>
    public string Tag => EditTag.Of(
        [Name, Code, IsActive ? "active" : null, Settings.DefaultModel, Settings.QualityPreference, Settings.CostWeight?.ToString(CultureInfo.InvariantCulture), .. EditTag.OfFreeze(Freeze)]);
}

/// <summary>What a department prefers where an order leaves the choice open.</summary>
/// <param name="DefaultModel">The model, <c>provider/model</c>; null for the router's choice.</param>
/// <param name="QualityPreference">The quality, such as <c>high</c>; null for the model's own.</param>
/// <param name="CostWeight">How much price counts against quality, 0 to 1; null for the default.</param>
[GenerateSerializer, Immutable, Alias("donatello.DepartmentSettings")]
public sealed record DepartmentSettings(
    [property: Id(0)] string? DefaultModel = null,
    [property: Id(1)] string? QualityPreference = null,
    [property: Id(2)] decimal? CostWeight = null);

/// <summary>A page of departments.</summary>
/// <param name="Departments">The rows, in the order of their ids as the database sorts them.</param>
/// <param name="Next">The last row's id, where the next page begins; null on the last page.</param>
[GenerateSerializer, Immutable, Alias("donatello.DepartmentPage")]
public sealed record DepartmentPage(
    [property: Id(0)] IReadOnlyList<DepartmentView> Departments,
    [property: Id(1)] Guid? Next);
