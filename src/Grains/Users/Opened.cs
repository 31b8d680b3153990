namespace DonatelloAI.Grains.Users;

/// <summary>What became of an attempt to open a sealed value.</summary>
public enum OpenResult
{
    /// <summary>The value is damaged, was moved here from elsewhere, or never was one of this owner's. The default, on purpose.</summary>
    Damaged = 0,

    /// <summary>It opened.</summary>
    Opened,

    /// <summary>The owner's keys were destroyed: nobody opens it any more.</summary>
    Erased,

    /// <summary>The owner's key is there, and the master key that it is wrapped under is not: an operator has to bring it back.</summary>
    UnknownKey,
}

/// <summary>An opened text, or why there is none.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Text">The text; null unless it opened.</param>
/// <param name="MasterVersion">Version of the missing master key, for <see cref="OpenResult.UnknownKey"/>.</param>
public readonly record struct Opened(OpenResult Result, string? Text = null, int? MasterVersion = null)
{
    /// <summary>True when there is a text.</summary>
    public bool IsOpen => Result == OpenResult.Opened;

    /// <summary>The result without the text, so that no log shows it by accident.</summary>
    public override string ToString() => OpenSentences.Of(Result, MasterVersion);
}

/// <summary>Opened bytes, or why there are none.</summary>
/// <param name="Result">What became of them.</param>
/// <param name="Bytes">The bytes; null unless they opened.</param>
/// <param name="MasterVersion">Version of the missing master key, for <see cref="OpenResult.UnknownKey"/>.</param>
public readonly record struct OpenedBytes(OpenResult Result, byte[]? Bytes = null, int? MasterVersion = null)
{
    /// <summary>True when there are bytes.</summary>
    public bool IsOpen => Result == OpenResult.Opened;

    /// <summary>The result without the bytes.</summary>
    public override string ToString() => OpenSentences.Of(Result, MasterVersion);
}

internal static class OpenSentences
{
    public static string Of(OpenResult result, int? masterVersion) => result switch
    {
        OpenResult.Opened => "The value opened.",
        OpenResult.Erased => "The person's keys were destroyed, so the value cannot be read any more.",
        OpenResult.UnknownKey => PersonalKeyException.Missing(masterVersion ?? 0),
        _ => "The value is damaged, or was not sealed for this owner, field and subject.",
    };
}
