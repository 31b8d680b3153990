using DonatelloAI.Contracts.Freezes;
using DonatelloAI.Contracts.Safety;

namespace DonatelloAI.Contracts.Organizations;

/// <summary>An organisation as its administrators see it.</summary>
[GenerateSerializer, Immutable, Alias("donatello.OrganizationView")]
public sealed record OrganizationView
{
    /// <summary>The organisation.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>Display name.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>Mail domain in lower case, unique among active organisations.</summary>
    [Id(2)] public required string Domain { get; init; }

    /// <summary>False once deactivated: new work is refused, running work ends.</summary>
    [Id(3)] public required bool IsActive { get; init; }

    /// <summary>What the budgets of all departments together may not exceed a month; null for no cap.</summary>
    [Id(4)] public Money? MonthlyCap { get; init; }

    /// <summary>What holds for all of it.</summary>
    [Id(5)] public required OrganizationSettings Settings { get; init; }

    /// <summary>When it was created.</summary>
    [Id(6)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(7)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The freeze that holds; null while new work is accepted and begun.</summary>
    [Id(8)] public FreezeView? Freeze { get; init; }

    /// <summary>Names what an edit changes.</summary>
    public string Tag => EditTag.Of(
        [Name, IsActive ? "active" : null, MonthlyCap?.ToString(), Settings.Theme, Settings.TimeZone, Settings.Locale, $"{Settings.Features}", $"{Settings.ContentSafety}", .. EditTag.OfFreeze(Freeze)]);
}

/// <summary>What holds for all of an organisation.</summary>
/// <param name="Theme">How clients look; null for their default.</param>
/// <param name="TimeZone">Whose calendar its months follow, such as <c>Australia/Sydney</c>; null for that one. A change counts from the next month.</param>
/// <param name="Locale">Language and country of clients, such as <c>en-AU</c>; null for their default.</param>
/// <param name="Features">What is switched on; null for everything.</param>
/// <param name="ContentSafety">What prompts and images may hold; null for what holds for the installation.</param>
[GenerateSerializer, Immutable, Alias("donatello.OrganizationSettings")]
public sealed record OrganizationSettings(
    [property: Id(0)] string? Theme = null,
    [property: Id(1)] string? TimeZone = null,
    [property: Id(2)] string? Locale = null,
    [property: Id(3)] OrganizationFeatures? Features = null,
    [property: Id(4)] ContentSafetySettings? ContentSafety = null);

/// <summary>What an organisation can switch on and off; stored as <c>batch_generation</c> and so on.</summary>
[Flags, GenerateSerializer, Alias("donatello.OrganizationFeatures")]
public enum OrganizationFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Batches.</summary>
    BatchGeneration = 1,

    /// <summary>API keys: without it those of the organisation are refused, except a super_admin's.</summary>
    ApiAccess = 2,
}

/// <summary>A page of organisations.</summary>
/// <param name="Organizations">The rows, in the order of their ids as the database sorts them.</param>
/// <param name="Next">The last row's id, where the next page begins; null on the last page.</param>
[GenerateSerializer, Immutable, Alias("donatello.OrganizationPage")]
public sealed record OrganizationPage(
    [property: Id(0)] IReadOnlyList<OrganizationView> Organizations,
    [property: Id(1)] Guid? Next);
