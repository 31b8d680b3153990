using DonatelloAI.Api.Problems;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Access;

/// <summary>The header <c>Idempotency-Key</c>. A handler takes it as a parameter; it makes the ids of what the request changes.</summary>
internal sealed class IdempotencyKey
{
    /// <summary>The request's header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The header of an answer that was given before.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    /// <summary>Longest key, in characters.</summary>
    public const int MaxLength = 255;

    private readonly HttpContext _context;

    private IdempotencyKey(HttpContext context, string? value) => (_context, Value) = (context, value);

    /// <summary>The key; null when the request has none.</summary>
    public string? Value { get; }

    public static ValueTask<IdempotencyKey> BindAsync(HttpContext context)
    {
        var values = context.Request.Headers[Header];
        if (values.Count == 0)
        {
            return ValueTask.FromResult(new IdempotencyKey(context, null));
        }

        return values is [{ Length: >= 1 and <= MaxLength } key] && key.All(letter => letter is >= ' ' and <= '~')
            ? ValueTask.FromResult(new IdempotencyKey(context, key))
            : throw new RequestRefusedException(KnownProblems.OfField(
                StatusCodes.Status400BadRequest, "invalid_idempotency_key", Header, $"{Header} must be one value of 1 to {MaxLength} printable ASCII characters."));
    }

    /// <summary>The id of the change: the same for the same caller, route and key, a new one without a key.</summary>
    public Guid Operation(Caller caller) => Value is null
        ? Guid.CreateVersion7()
        : DerivedId.Operation(caller.OrganizationId, caller.UserId, $"{_context.Request.Method} {_context.Request.Path.Value!.ToLowerInvariant()}", Value);

    /// <summary>Says that this answer was given before.</summary>
    public void MarkReplayed(bool replayed)
    {
        if (replayed && Value is not null)
        {
            _context.Response.Headers[ReplayedHeader] = "true";
        }
    }
}
