using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Access;

/// <summary>Who asks. A handler takes it as a parameter.</summary>
/// <param name="Caller">The caller, as authentication found them.</param>
internal sealed record CurrentCaller(Caller Caller)
{
    private static readonly object Key = new();

    /// <summary>The caller of a request that passed <see cref="AccessMiddleware"/>.</summary>
    public static Caller Of(HttpContext context) =>
        Find(context) ?? throw new InvalidOperationException("The route is open: nobody was asked for a credential.");

    /// <summary>The caller; null where none was asked for.</summary>
    public static Caller? Find(HttpContext context) => context.Items[Key] as Caller;

    /// <summary>Remembers who asks for as long as the request lasts.</summary>
    public static void Set(HttpContext context, Caller caller) => context.Items[Key] = caller;

    public static ValueTask<CurrentCaller> BindAsync(HttpContext context) => ValueTask.FromResult(new CurrentCaller(Of(context)));
}
