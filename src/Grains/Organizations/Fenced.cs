using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Budgets;

namespace DonatelloAI.Grains.Organizations;

/// <summary>A change behind an organisation's version: read, decide, commit, and again when somebody else was faster.</summary>
internal static class Fenced
{
    /// <summary>How often a change is decided again.</summary>
    public const int MaxReloads = 5;

    /// <summary>The answer to a change that needs nothing.</summary>
    public static OrganizationReply? Unchanged { get; } = new OrganizationAccepted();

    private static readonly OrganizationUnavailable Busy =
        new("The database could not take the change; nothing was written. Repeat the request later.");

    private static readonly OrganizationUnavailable OutcomeUnknown =
        new("The connection to the database broke while the change was being written: look at what is there, or repeat the request.");

    /// <summary>Tries until there is an answer.</summary>
    /// <param name="attempt">Reads, decides and commits; null when it has to be done again.</param>
    public static async Task<OrganizationReply> Run(Func<Task<OrganizationReply?>> attempt)
    {
        for (var reload = 0; reload <= MaxReloads; reload++)
        {
            if (await attempt() is { } reply)
            {
                return reply;
            }
        }

        return Busy;
    }

    /// <summary>A refusal as an answer.</summary>
    public static OrganizationReply? Refuse(OrganizationRefused refusal) => refusal;

    /// <summary>
    /// What an outcome means; null for deciding again. A key that exists is one that somebody took since the decision, which reading again
    /// shows.
    /// </summary>
    public static OrganizationReply? Of(CommitOutcome outcome) => outcome.Result switch
    {
        CommitResult.Committed => Unchanged,
        CommitResult.FenceLost or CommitResult.KeyExists => null,
        CommitResult.RowRefused => new OrganizationRefused(OrganizationRefusal.RowRefused, $"The database refused a row: {outcome.Detail}"),
        CommitResult.Unknown => OutcomeUnknown,
        _ => Busy,
    };
}
