namespace DonatelloAI.Grains.Freezes;

/// <summary>What a freeze holds.</summary>
public enum FreezeKind
{
    /// <summary>A vendor account: every model that is called through it.</summary>
    QuotaPool = 0,

    /// <summary>A department.</summary>
    Department = 1,

    /// <summary>An organisation with all of its departments.</summary>
    Organization = 2,
}
