using Microsoft.EntityFrameworkCore.Metadata;

namespace DonatelloAI.Storage.Modelling;

/// <summary>
/// Writes the SQL of the triggers that a model declares. A migration passes its own snapshot of the model, so an old
/// migration keeps writing the triggers of its time.
/// </summary>
internal static class TriggerScript
{
    /// <summary>Statements that create the triggers, each a batch of its own.</summary>
    public static IEnumerable<string> Create(IReadOnlyModel model, StorageEngine engine) =>
        Triggers.Of(model).SelectMany(trigger => engine switch
        {
            StorageEngine.Sqlite => SqliteTriggers.Create(trigger),
            StorageEngine.Postgres => PostgresTriggers.Create(trigger),
            StorageEngine.SqlServer => SqlServerTriggers.Create(trigger),
            _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "No such engine."),
        });

    /// <summary>Statements that drop the triggers and what belongs to them.</summary>
    public static IEnumerable<string> Drop(IReadOnlyModel model, StorageEngine engine) =>
        Triggers.Of(model).Reverse().SelectMany(trigger => engine switch
        {
            StorageEngine.Sqlite => SqliteTriggers.Drop(trigger),
            StorageEngine.Postgres => PostgresTriggers.Drop(trigger),
            StorageEngine.SqlServer => SqlServerTriggers.Drop(trigger),
            _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "No such engine."),
        });
}
