namespace DonatelloAI.Storage.Generations;

/// <summary>Where the bytes of an image lie.</summary>
public enum StorageTier
{
    /// <summary>At hand.</summary>
    Hot = 0,

    /// <summary>At hand; cheaper to keep and dearer to read.</summary>
    Cool = 1,

    /// <summary>Not at hand; a restore takes hours.</summary>
    Archive = 2,
}
