namespace DonatelloAI.Grains.Users;

/// <summary>
/// Where a sealed value lies. The number is part of what is authenticated, so a value that was moved to another field does not
/// open there: numbers are never changed or used again.
/// </summary>
public enum SealedField
{
    /// <summary><c>generations.prompt_encrypted</c>; its subject is the generation.</summary>
    Prompt = 1,

    /// <summary><c>generations.error_message</c>; its subject is the generation.</summary>
    GenerationError = 2,

    /// <summary>
    /// <c>generation_metadata.model_parameters</c>; its subject is the generation. The column is JSON: see <see cref="SealedJson"/>.
    /// </summary>
    ModelParameters = 3,

    /// <summary><c>generation_attempts.error_detail_encrypted</c>; its subject is the attempt's row.</summary>
    AttemptError = 4,

    /// <summary>The metadata file beside an image; its subject is the generation.</summary>
    MetadataFile = 5,

    /// <summary><c>users.email</c>; its subject is the person.</summary>
    Email = 6,

    /// <summary><c>users.display_name</c>; its subject is the person.</summary>
    DisplayName = 7,

    /// <summary><c>webhooks.secret_encrypted</c>; its owner is the organisation, its subject the subscription.</summary>
    WebhookSecret = 8,

    /// <summary><c>audit_events.user_email</c>; its subject is the audit event.</summary>
    AuditEmail = 9,

    /// <summary><c>audit_events.ip_address</c>; its subject is the audit event.</summary>
    AuditAddress = 10,

    /// <summary><c>audit_events.user_agent</c>; its subject is the audit event.</summary>
    AuditClient = 11,

    /// <summary><c>user_sessions.device_info</c>; its subject is the session. The column is JSON: see <see cref="SealedJson"/>.</summary>
    SessionDevice = 12,

    /// <summary><c>revised_prompt_encrypted</c> in the facts beside an image; its subject is the generation.</summary>
    RevisedPrompt = 13,
}

/// <summary>Whose key a field is sealed under.</summary>
public static class SealedFields
{
    /// <summary>True for what is the organisation's own and stays when a person is erased; everything else is a person's.</summary>
    public static bool IsOfOrganization(this SealedField field) => field is SealedField.WebhookSecret;
}
