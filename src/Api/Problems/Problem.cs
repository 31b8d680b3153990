using System.Text.Json.Serialization;

namespace DonatelloAI.Api.Problems;

/// <summary>The body of every error: RFC 9457 with a code for programs, the fields at fault, and the trace to quote.</summary>
internal sealed record Problem
{
    /// <summary>Always <c>about:blank</c>: the code says what is wrong.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong, in snake_case; stable.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence: what was wrong, which field, what is allowed.</summary>
    public required string Detail { get; init; }

    /// <summary>The fields at fault.</summary>
    public IReadOnlyList<FieldError>? Errors { get; init; }

    /// <summary>What to quote when asking for help.</summary>
    public string? TraceId { get; init; }

    /// <summary>AUD asked for; with <c>insufficient_budget</c> and refused limits.</summary>
    public Contracts.Money? Asked { get; init; }

    /// <summary>AUD held under the bound that refused.</summary>
    public Contracts.Money? Held { get; init; }

    /// <summary>AUD spent under the bound that refused.</summary>
    public Contracts.Money? Spent { get; init; }

    /// <summary>AUD left under the bound that refused.</summary>
    public Contracts.Money? Left { get; init; }

    /// <summary>Last day of the period, in the organisation's time zone.</summary>
    public DateOnly? PeriodEnd { get; init; }

    /// <summary>When the time to set up a second factor was over; with <c>mfa_required</c>.</summary>
    public DateTimeOffset? MfaGracePeriodExpiresAt { get; init; }

    /// <summary>Seconds until trying again makes sense; sent as a header.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>A field at fault.</summary>
/// <param name="Field">Its path in the body, or the name of the parameter or header.</param>
/// <param name="Code">What is wrong with it, in snake_case.</param>
/// <param name="Message">One sentence.</param>
internal sealed record FieldError(string Field, string Code, string Message);
