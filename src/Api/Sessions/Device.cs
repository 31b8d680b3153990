using DonatelloAI.Contracts.Sessions;

namespace DonatelloAI.Api.Sessions;

/// <summary>What a session is opened from. A handler takes it as a parameter.</summary>
/// <param name="Value">What is known of it.</param>
internal sealed record Device(SessionDevice Value)
{
    public static ValueTask<Device> BindAsync(HttpContext context)
    {
        var proxies = context.RequestServices.GetRequiredService<ApiOptions>().TrustedProxies;
        var agent = context.Request.Headers.UserAgent.ToString();
        return ValueTask.FromResult(new Device(new SessionDevice(
            agent.Length == 0 ? null : agent[..Math.Min(agent.Length, SessionDevice.MaxUserAgentLength)],
            proxies.AddressOf(context)?.ToString())));
    }

    /// <summary>Says nothing of the person.</summary>
    public override string ToString() => nameof(Device);
}
