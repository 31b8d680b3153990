using System.Text.Json;
using DonatelloAI.Api.Bodies;
using DonatelloAI.Api.Problems;
using Microsoft.Extensions.Primitives;

namespace DonatelloAI.Api.Paging;

/// <summary>Reads the parameters of a list as strictly as bodies are read: each once, each known, and every one at fault is named.</summary>
internal sealed class QueryReader
{
    private readonly IQueryCollection _query;
    private readonly List<FieldError> _errors = [];

    /// <summary>Takes a query whose names must be among the known ones.</summary>
    public QueryReader(IQueryCollection query, IReadOnlyCollection<string> known)
    {
        _query = query;
        foreach (var (name, values) in query)
        {
            Check(name, values, known);
        }
    }

    /// <summary>A text without NUL; null for none.</summary>
    public string? Text(string name, int most) =>
        Find(name) is not { } text ? null
        : text.Length <= most && !text.Contains('\0', StringComparison.Ordinal) ? text
        : Wrong<string>(name, $"a text of at most {most} characters");

    /// <summary>An id; null for none.</summary>
    public Guid? Id(string name) =>
        Find(name) is not { } text ? null
        : Guid.TryParseExact(text, "D", out var id) ? id
        : WrongValue<Guid>(name, Words.For(typeof(Guid)));

    /// <summary>A moment; null for none.</summary>
    public DateTimeOffset? Moment(string name) =>
        Find(name) is not { } text ? null
        : MomentJson.TryParse(text, out var moment) ? moment.ToUniversalTime()
        : WrongValue<DateTimeOffset>(name, Words.For(typeof(DateTimeOffset)));

    /// <summary>True or false; false for none.</summary>
    public bool Flag(string name) => Find(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => WrongValue<bool>(name, Words.For(typeof(bool))) ?? false,
    };

    /// <summary>A member by its name in snake_case; null for none.</summary>
    public T? Enum<T>(string name)
        where T : struct, Enum
    {
        if (Find(name) is not { } text)
        {
            return null;
        }

        foreach (var value in System.Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        return WrongValue<T>(name, Words.For(typeof(T)));
    }

    /// <summary>Ends the request when something was wrong.</summary>
    /// <exception cref="RequestRefusedException">Something was.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count > 0)
        {
            throw new RequestRefusedException(KnownProblems.OfFields(_errors));
        }
    }

    private void Check(string name, StringValues values, IReadOnlyCollection<string> known)
    {
        if (_errors.Count >= StrictJson.MaxErrors)
        {
            return;
        }

        if (!known.Contains(name, StringComparer.Ordinal))
        {
            _errors.Add(new FieldError(name, "unknown_parameter", $"{name} is not a parameter of this list: remove it, or check how it is spelled."));
        }
        else if (values.Count > 1)
        {
            _errors.Add(new FieldError(name, "duplicate_parameter", $"{name} is there twice."));
        }
    }

    // Names of a query are found whatever their case; only the exact one counts, and any other was refused above.
    private string? Find(string name) => _query.TryGetValue(name, out var values) && values is [{ Length: > 0 } text] ? text : null;

    private T? Wrong<T>(string name, string what)
        where T : class
    {
        Add(name, what);
        return null;
    }

    private T? WrongValue<T>(string name, string what)
        where T : struct
    {
        Add(name, what);
        return null;
    }

    private void Add(string name, string what) => _errors.Add(new FieldError(name, "wrong_type", $"{name} must be {what}."));
}
