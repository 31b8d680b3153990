using DonatelloAI.Api.Admission;
using DonatelloAI.Contracts;
using DonatelloAI.Hosting.Health;
using Orleans.Runtime;

namespace DonatelloAI.Api.Problems;

/// <summary>Outermost: whatever goes wrong behind it, and whatever is answered without a body, becomes a problem.</summary>
internal sealed partial class ProblemMiddleware(
    RequestDelegate next, IReadiness readiness, AdmissionInstruments instruments, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await Answer(context, failure);
            return;
        }

        if (IsBare(context.Response))
        {
            await new ProblemResult(KnownProblems.OfStatus(context.Response.StatusCode)).ExecuteAsync(context);
        }
    }

    private async Task Answer(HttpContext context, Exception failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }

        var problem = Explain(context, failure);
        context.Response.Clear();
        SecurityHeaders.Apply(context);
        await new ProblemResult(problem).ExecuteAsync(context);
    }

    private Problem Explain(HttpContext context, Exception failure)
    {
        switch (failure)
        {
            case RequestRefusedException refused:
                return refused.Problem;
            case BadHttpRequestException bad:
                return KnownProblems.OfStatus(bad.StatusCode);
            case StorageUnavailableException:
                LogUnavailable(context.Request.Method, context.Request.Path, failure.GetType().Name);
                return KnownProblems.Unavailable("The database cannot be read at the moment. Repeat the request later.");
            case IOException:
                LogUnavailable(context.Request.Method, context.Request.Path, failure.GetType().Name);
                return KnownProblems.Unavailable("The image store cannot be read at the moment. Repeat the request later.");
            case GatewayTooBusyException or LimitExceededException:
                LogUnavailable(context.Request.Method, context.Request.Path, failure.GetType().Name);
                instruments.Refused(AdmissionRefusal.Silo);
                return KnownProblems.SiloOverloaded();
            case TimeoutException or OrleansException or OperationCanceledException:
                LogUnavailable(context.Request.Method, context.Request.Path, failure.GetType().Name);
                return KnownProblems.Unavailable("A part of the installation does not answer at the moment. Repeat the request later.");
            default:
                return ExplainBreak(context, failure);
        }
    }

    /// <summary>Between its start and its readiness, and on its way out, a server breaks what it has begun: that is no defect, and a repeat succeeds.</summary>
    private Problem ExplainBreak(HttpContext context, Exception failure)
    {
        if (readiness.State != ReadinessState.Ready)
        {
            LogBetween(failure, context.Request.Method, context.Request.Path, readiness.State);
            return KnownProblems.Unavailable("This server is starting or stopping, or has lost the installation. Repeat the request.");
        }

        LogBroken(failure, context.Request.Method, context.Request.Path);
        return KnownProblems.OfStatus(StatusCodes.Status500InternalServerError);
    }

    /// <summary>A refusal by the framework, such as an unknown route, has a status and nothing else.</summary>
    private static bool IsBare(HttpResponse response) =>
        !response.HasStarted && response.StatusCode >= 400 && response.ContentType is null && response.ContentLength is null or 0
        && response.StatusCode != StatusCodes.Status499ClientClosedRequest;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} broke")]
    private partial void LogBroken(Exception failure, string method, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} broke while the server was {State}")]
    private partial void LogBetween(Exception failure, string method, string path, ReadinessState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} was not answered: {Failure}")]
    private partial void LogUnavailable(string method, string path, string failure);
}
