using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Users;

/// <summary>Where preferences are kept. A change and its event are one transaction.</summary>
public interface IPreferenceStore
{
    /// <summary>Reads a person's preferences, by key.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<StoredPreference>> Load(Guid userId);

    /// <summary>
    /// Writes a preference; <see cref="CommitResult.KeyExists"/> when a new one is there by now, <see cref="CommitResult.FenceLost"/> when a
    /// known one is not any more. Never throws for what a database does.
    /// </summary>
    Task<CommitOutcome> Set(PreferenceEdit edit);

    /// <summary>Takes a preference away; <see cref="CommitResult.FenceLost"/> when it is not there any more. Never throws for what a database does.</summary>
    Task<CommitOutcome> Remove(PreferenceEdit edit);
}

/// <summary>A preference as it is kept.</summary>
/// <param name="Id">Its row.</param>
/// <param name="View">What it says.</param>
public sealed record StoredPreference(Guid Id, PreferenceView View);

/// <summary>A change of a preference.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Id">Its row.</param>
/// <param name="View">What it shall be, or was.</param>
/// <param name="IsNew">True where there is no row yet.</param>
/// <param name="At">When.</param>
public sealed record PreferenceEdit(Caller Owner, Guid Id, PreferenceView View, bool IsNew, DateTimeOffset At);
