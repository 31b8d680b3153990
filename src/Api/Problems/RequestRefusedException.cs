namespace DonatelloAI.Api.Problems;

/// <summary>
/// Ends a request with a problem from where no result can be returned: while its parameters are bound, or deep in a check that
/// most requests pass.
/// </summary>
internal sealed class RequestRefusedException(Problem problem) : Exception(problem.Code)
{
    public Problem Problem { get; } = problem;
}
