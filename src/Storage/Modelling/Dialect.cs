using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Storage.Modelling;

/// <summary>What the one model must say differently to each engine: types, literals, defaults and a few functions.</summary>
internal abstract class Dialect
{
    public abstract StorageEngine Engine { get; }

    /// <summary>The literal of true in a filter or a check.</summary>
    public virtual string True => "TRUE";

    /// <summary>The literal of false in a filter or a check.</summary>
    public virtual string False => "FALSE";

    /// <summary>Default of a moment: the present, in the engine's storage of moments.</summary>
    public abstract string Now { get; }

    /// <summary>Default of an id for writers that bring none; the application brings version-7 ids.</summary>
    public abstract string NewId { get; }

    /// <summary>Column type of JSON; null leaves it to the engine's type of unbounded text.</summary>
    public virtual string? JsonType => null;

    /// <summary>Column type of JSON that is read back as it was written, to the byte.</summary>
    public virtual string? JsonAsWrittenType => JsonType;

    /// <summary>Collation of machine text (codes, hashes, states), where the engine would otherwise ignore case.</summary>
    public virtual string? AsciiCollation => null;

    /// <summary>Schema of all tables; null for the connection's own.</summary>
    public virtual string? Schema => null;

    /// <summary>Column type of a ratio of two amounts.</summary>
    public virtual string RatioType => "numeric(28,9)";

    /// <summary>Check of a JSON column; null where the type itself refuses anything else.</summary>
    /// <param name="column">The column.</param>
    /// <param name="scalars">True when a bare string, number, true, false or null counts as JSON.</param>
    public abstract string? JsonCheck(string column, bool scalars);

    /// <summary>True when the column has no character outside a class such as <c>a-z0-9</c>.</summary>
    public abstract string OnlyCharacters(string column, string characters);

    /// <summary>Check of a column's length; null where the type itself refuses what is longer.</summary>
    public virtual string? LengthCheck(string column, int length) => null;

    /// <summary>The quotient of two amounts; null when the divisor is zero.</summary>
    public virtual string Ratio(string dividend, string divisor) => $"{dividend} / NULLIF({divisor}, 0)";

    /// <summary>A decimal column as a number that compares, where the engine stores it as text.</summary>
    public virtual string Number(string column) => column;

    /// <summary>Sets the types that hold for every property of a kind: money and moments.</summary>
    public abstract void MapTypes(ModelConfigurationBuilder types);
}
