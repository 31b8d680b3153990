using System.Text.Json;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Grains.Users;

namespace DonatelloAI.Grains.Sessions;

/// <summary>What a session was opened from, sealed under its owner's key inside a JSON column.</summary>
internal static class DeviceSeal
{
    private const string UserAgent = "user_agent";
    private const string IpAddress = "ip_address";

    /// <summary>The column's value; null where nothing is known.</summary>
    public static async ValueTask<string?> Close(IPersonalSealer sealer, Guid ownerId, Guid organizationId, Guid sessionId, SessionDevice device)
    {
        if (device is { UserAgent: null, IpAddress: null })
        {
            return null;
        }

        var text = JsonSerializer.Serialize(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [UserAgent] = device.UserAgent,
            [IpAddress] = device.IpAddress,
        });
        return SealedJson.Write(await sealer.Seal(ownerId, organizationId, SealedField.SessionDevice, sessionId, text));
    }

    /// <summary>The device of a column's value; null when there is none, or it was erased.</summary>
    public static async ValueTask<SessionDevice?> Open(IPersonalSealer sealer, SessionState session)
    {
        if (session.Device is not { } stored || SealedJson.Read(stored) is not { } text)
        {
            return null;
        }

        var opened = await sealer.Open(session.UserId, SealedField.SessionDevice, session.Id, text);
        return opened.IsOpen ? Parse(opened.Text!) : null;
    }

    private static SessionDevice Parse(string text)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, string?>>(text)!;
        return new SessionDevice(fields.GetValueOrDefault(UserAgent), fields.GetValueOrDefault(IpAddress));
    }
}
