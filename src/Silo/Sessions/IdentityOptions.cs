using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Silo.Sessions;

/// <summary>How silos ask identity providers for their keys. Section <c>Sessions</c>.</summary>
public sealed class IdentityOptions
{
    /// <summary>True to ask providers over plain HTTP too, default false: for tests, with a provider on the same machine.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Seconds that a provider has for an answer, default 5.</summary>
    [Range(1, 60)]
    public int ProviderTimeoutSeconds { get; set; } = 5;

    /// <summary>Minutes after which a provider's keys are read again, default 60; an unknown key is looked for at once.</summary>
    [Range(1, 1_440)]
    public int KeyMinutes { get; set; } = 60;
}
