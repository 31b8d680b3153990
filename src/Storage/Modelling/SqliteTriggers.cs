namespace DonatelloAI.Storage.Modelling;

/// <summary>Triggers in the words of SQLite, where one trigger serves one kind of change.</summary>
internal static class SqliteTriggers
{
    private static readonly string Now = new SqliteDialect().Now;

    public static IEnumerable<string> Create(DeclaredTrigger trigger) => trigger.Kind switch
    {
        TriggerKind.RefuseUpdate => [Refuse(trigger, "UPDATE", "are never changed")],
        TriggerKind.RefuseDelete => [Refuse(trigger, "DELETE", "are never deleted")],
        _ => [Keep(trigger, "UPDATE"), Keep(trigger, "DELETE")],
    };

    public static IEnumerable<string> Drop(DeclaredTrigger trigger) => trigger.Kind == TriggerKind.History
        ? [$"DROP TRIGGER {NameFor(trigger, "UPDATE")};", $"DROP TRIGGER {NameFor(trigger, "DELETE")};"]
        : [$"DROP TRIGGER {trigger.Name};"];

    private static string Refuse(DeclaredTrigger trigger, string verb, string words) =>
        $"""
        CREATE TRIGGER {trigger.Name} BEFORE {verb} ON {trigger.Table}
        BEGIN
            SELECT RAISE(ABORT, 'Rows of {trigger.Table} {words}.');
        END;
        """;

    private static string Keep(DeclaredTrigger trigger, string verb)
    {
        var history = trigger.Table + HistoryTables.Suffix;
        var period = HistoryTables.PeriodOf(trigger.Row);
        return $"""
        CREATE TRIGGER {NameFor(trigger, verb)} AFTER {verb} ON {trigger.Table}
        BEGIN
            INSERT INTO {history} ({string.Join(", ", trigger.Columns)}, {period.From}, {period.To})
            VALUES ({string.Join(", ", trigger.Columns.Select(column => "OLD." + column))},
                COALESCE((SELECT max({period.To}) FROM {history} WHERE id = OLD.id), OLD.created_at),
                {Now});
        END;
        """;
    }

    private static string NameFor(DeclaredTrigger trigger, string verb) => $"{trigger.Name}_{verb.ToLowerInvariant()}";
}
