namespace DonatelloAI.Storage.Modelling;

/// <summary>Triggers in the words of PostgreSQL: each has a function of its own name.</summary>
internal static class PostgresTriggers
{
    public static IEnumerable<string> Create(DeclaredTrigger trigger) => trigger.Kind switch
    {
        TriggerKind.RefuseUpdate => [RefusalFunction(trigger, "are never changed"), Attach(trigger, "BEFORE UPDATE", "STATEMENT")],
        TriggerKind.RefuseDelete =>
            [RefusalFunction(trigger, "are never deleted"), Attach(trigger, "BEFORE DELETE OR TRUNCATE", "STATEMENT")],
        _ => [HistoryFunction(trigger), Attach(trigger, "AFTER UPDATE OR DELETE", "ROW")],
    };

    public static IEnumerable<string> Drop(DeclaredTrigger trigger) =>
        [$"DROP TRIGGER {trigger.Name} ON {trigger.Table};", $"DROP FUNCTION {trigger.Name}();"];

    private static string RefusalFunction(DeclaredTrigger trigger, string words) =>
        $"""
        CREATE FUNCTION {trigger.Name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'Rows of {trigger.Table} {words}.' USING ERRCODE = 'restrict_violation';
        END $$;
        """;

    private static string HistoryFunction(DeclaredTrigger trigger)
    {
        var history = trigger.Table + HistoryTables.Suffix;
        var period = HistoryTables.PeriodOf(trigger.Row);
        return $"""
        CREATE FUNCTION {trigger.Name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO {history} ({string.Join(", ", trigger.Columns)}, {period.From}, {period.To})
            VALUES ({string.Join(", ", trigger.Columns.Select(column => "OLD." + column))},
                COALESCE((SELECT max({period.To}) FROM {history} WHERE id = OLD.id), OLD.created_at),
                clock_timestamp());
            RETURN NULL;
        END $$;
        """;
    }

    private static string Attach(DeclaredTrigger trigger, string when, string each) =>
        $"CREATE TRIGGER {trigger.Name} {when} ON {trigger.Table} FOR EACH {each} EXECUTE FUNCTION {trigger.Name}();";
}
