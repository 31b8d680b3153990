using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Modelling;

/// <summary>Triggers in the words of SQL Server; history is the engine's own there.</summary>
internal static class SqlServerTriggers
{
    public static IEnumerable<string> Create(DeclaredTrigger trigger) => trigger.Kind switch
    {
        TriggerKind.RefuseUpdate => [Refuse(trigger, "UPDATE", "are never changed")],
        TriggerKind.RefuseDelete => [Refuse(trigger, "DELETE", "are never deleted")],
        _ => throw new InvalidOperationException($"'{trigger.Table}' keeps its history as a temporal table, not by a trigger."),
    };

    public static IEnumerable<string> Drop(DeclaredTrigger trigger) => [$"DROP TRIGGER {In(trigger, trigger.Name)};"];

    // THROW inside a trigger undoes the statement and its transaction. EXEC, because CREATE TRIGGER must stand alone in its
    // batch and a script puts many statements into one.
    private static string Refuse(DeclaredTrigger trigger, string verb, string words) =>
        $"""
        EXEC(N'CREATE TRIGGER {In(trigger, trigger.Name)} ON {In(trigger, trigger.Table)} INSTEAD OF {verb} AS
        BEGIN
            SET NOCOUNT ON;
            THROW 50001, ''Rows of {trigger.Table} {words}.'', 1;
        END;');
        """;

    private static string In(DeclaredTrigger trigger, string name) => $"[{trigger.Row.GetSchema()}].[{name}]";
}
