using DonatelloAI.Contracts;
using DonatelloAI.Grains.Users;
using DonatelloAI.Hosting;

namespace DonatelloAI.Silo;

/// <summary>Failures that whoever started a silo or one of its commands can remedy. Anything else is a fault and keeps its stack trace.</summary>
public static class SiloFailure
{
    /// <summary>The failure in one sentence; null when it is a fault.</summary>
    public static string? Explain(Exception failure) => failure switch
    {
        PersonalKeyException or StorageUnavailableException => failure.Message,
        _ => StartFailure.Explain(failure),
    };
}
