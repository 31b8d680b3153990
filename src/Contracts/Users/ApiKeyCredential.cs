namespace DonatelloAI.Contracts.Users;

/// <summary>An API key as it was presented: its shape and checksum are right, nothing else is known of it.</summary>
/// <param name="SecretText">The whole key; never stored, never logged.</param>
[GenerateSerializer, Immutable, Alias("donatello.ApiKeyCredential")]
public sealed record ApiKeyCredential([property: Id(0)] string SecretText)
{
    /// <summary>Says nothing, so that a message which strays into a log does not either.</summary>
    public override string ToString() => nameof(ApiKeyCredential);
}
