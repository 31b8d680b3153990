using System.Text.Json;
using DonatelloAI.Api.Problems;

namespace DonatelloAI.Api.Bodies;

/// <summary>The body of a PATCH: absent fields stay as they are, and null clears one that may be empty.</summary>
internal abstract record PatchBody
{
    private HashSet<string> _nulls = [];

    /// <summary>The fields that null clears; of any other it is refused.</summary>
    protected abstract IReadOnlyList<string> Clearable { get; }

    /// <summary>Notes the fields that are null in a document that was read before.</summary>
    /// <exception cref="RequestRefusedException">A field that must not be empty is null.</exception>
    public void NoteNulls(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        _nulls = document.RootElement.EnumerateObject().Where(static field => field.Value.ValueKind == JsonValueKind.Null).Select(static field => field.Name).ToHashSet();
        if (_nulls.Except(Clearable).ToList() is { Count: > 0 } wrong)
        {
            throw new RequestRefusedException(KnownProblems.OfFields(
                [.. wrong.Select(static name => new FieldError(name, "null_not_allowed", $"{name} must not be null: leave it out to keep it as it is."))]));
        }
    }

    /// <summary>True where a field shall be empty.</summary>
    protected bool Clears(string name) => _nulls.Contains(name);
}
