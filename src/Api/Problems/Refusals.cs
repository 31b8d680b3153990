using DonatelloAI.Api.Access;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Contracts.Providers;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Contracts.Users;

namespace DonatelloAI.Api.Problems;

/// <summary>Every named refusal of the grains as status and code. The only place that knows both sides.</summary>
internal static class Refusals
{
    /// <summary>The code of a model that is not in the catalogue.</summary>
    public const string ModelNotFound = "model_not_found";

    /// <summary>The code of a prompt that is not taken for what it says.</summary>
    public const string ContentBlocked = "content_blocked";

    /// <summary>The code of a refresh token that is none.</summary>
    public const string InvalidRefreshToken = "invalid_refresh_token";

    private const string InvalidIdentityToken = "invalid_identity_token";

    private const string TenantNotBound = "tenant_not_bound";

    /// <summary>The code of what an organisation has switched off.</summary>
    private const string FeatureDisabled = "feature_disabled";

    public static Problem ToProblem(this AuthenticationRefused refused) => refused.Reason switch
    {
        AuthenticationRefusal.InvalidAccessToken => KnownProblems.Of(401, "invalid_access_token", "The access token is not one of this installation: sign in again."),
        AuthenticationRefusal.AccessTokenExpired => KnownProblems.Of(401, "access_token_expired", "The access token's time is over: renew it with your refresh token."),
        AuthenticationRefusal.SessionEnded => KnownProblems.Of(401, "session_ended", "The session has ended: sign in again."),
        AuthenticationRefusal.InvalidApiKey => KnownProblems.Of(401, "invalid_api_key", "The API key is not known: check that it was copied whole."),
        AuthenticationRefusal.ApiKeyRevoked => KnownProblems.Of(401, "api_key_revoked", "The API key was revoked: make a new one."),
        AuthenticationRefusal.ApiKeyExpired => KnownProblems.Of(401, "api_key_expired", "The API key's time is over: make a new one."),
        AuthenticationRefusal.UserInactive => KnownProblems.Of(403, "user_inactive", "Your account is deactivated: ask an administrator of your organisation."),
        AuthenticationRefusal.DepartmentInactive =>
            KnownProblems.Of(403, "department_inactive", "Your department is deactivated: ask an administrator of your organisation."),
        AuthenticationRefusal.OrganizationInactive =>
            KnownProblems.Of(403, "organization_inactive", "Your organisation is deactivated: ask whoever operates this installation."),
        AuthenticationRefusal.ApiAccessDisabled =>
            KnownProblems.Of(403, FeatureDisabled, "Your organisation has switched API keys off: sign in, or ask an administrator for api_access in features_enabled."),
        AuthenticationRefusal.InvalidIdentityToken => KnownProblems.Of(401, InvalidIdentityToken, "The identity provider's token is not accepted: sign in there again."),
        AuthenticationRefusal.TenantNotBound =>
            KnownProblems.Of(403, TenantNotBound, "No organisation here is bound to the issuer and tenant of this token: ask whoever operates this installation."),
        AuthenticationRefusal.InvalidRefreshToken => KnownProblems.Of(401, InvalidRefreshToken, "The refresh token is not known: check that it was copied whole."),
        _ => throw Unknown(refused.Reason),
    };

    /// <param name="denied">Why a good credential does not reach far enough.</param>
    /// <param name="rule">The row that demands more.</param>
    public static Problem ToProblem(this AccessDenied denied, AccessRule rule) => denied.Reason switch
    {
        AccessDenial.InsufficientRole => KnownProblems.Of(403, "insufficient_role", $"This needs the role {NameOf(rule.Role)} or one above it."),
        AccessDenial.InsufficientScope => KnownProblems.Of(403, "insufficient_scope", $"The credential lacks the scope {NameOf(rule.Scope)}."),
        AccessDenial.SecondFactorMissing => KnownProblems.MfaRequired(denied.MfaDueSince!.Value),
        _ => throw Unknown(denied.Reason),
    };

    /// <summary>A reply that is no session.</summary>
    public static Problem ToProblem(this SessionReply reply) => reply switch
    {
        SessionRefused refused => KnownProblems.Of(StatusOf(refused.Reason), CodeOf(refused.Reason), refused.Message),
        SessionUnavailable unavailable => KnownProblems.Unavailable(unavailable.Message),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no refusal."),
    };

    public static Problem ToProblem(this ApiKeyRefused refused) => refused.Reason switch
    {
        ApiKeyRefusal.InvalidRequest => Field(400, "invalid_field", refused.Field, refused.Message),
        ApiKeyRefusal.ScopeNotAllowed => Field(403, "scope_not_allowed", refused.Field, refused.Message),
        ApiKeyRefusal.TooManyKeys => KnownProblems.Of(409, "too_many_api_keys", refused.Message),
        ApiKeyRefusal.DepartmentMissing => Field(422, "department_missing", refused.Field, refused.Message),
        ApiKeyRefusal.Budget => refused.Budget!.ToProblem(refused.Field),
        ApiKeyRefusal.IdempotencyKeyReused => KnownProblems.Of(422, "idempotency_key_reused", refused.Message),
        ApiKeyRefusal.NotFound => KnownProblems.NotFound(refused.Message),
        _ => throw Unknown(refused.Reason),
    };

    public static Problem ToProblem(this OrganizationRefused refused) => refused.Reason switch
    {
        OrganizationRefusal.InvalidRequest => Field(400, "invalid_field", refused.Field, refused.Message),
        OrganizationRefusal.NotFound => KnownProblems.NotFound(refused.Message),
        OrganizationRefusal.TagChanged => KnownProblems.Of(412, "precondition_failed", refused.Message),
        OrganizationRefusal.CodeTaken => Field(409, "code_taken", refused.Field, refused.Message),
        OrganizationRefusal.EmailTaken => Field(409, "email_taken", refused.Field, refused.Message),
        OrganizationRefusal.AzureAdIdTaken => Field(409, "azure_ad_id_taken", refused.Field, refused.Message),
        OrganizationRefusal.RoleAboveOwn => Field(403, "role_above_own", refused.Field, refused.Message),
        OrganizationRefusal.LastOrgAdmin => KnownProblems.Of(409, "last_org_admin", refused.Message),
        OrganizationRefusal.LastSuperAdmin => KnownProblems.Of(409, "last_super_admin", refused.Message),
        OrganizationRefusal.DepartmentUnknown => Field(422, "department_unknown", refused.Field, refused.Message),
        OrganizationRefusal.DepartmentInactive => Field(422, "department_inactive", refused.Field, refused.Message),
        OrganizationRefusal.IdempotencyKeyReused => KnownProblems.Of(422, "idempotency_key_reused", refused.Message),
        OrganizationRefusal.RowRefused => KnownProblems.Of(422, "row_refused", refused.Message),
        OrganizationRefusal.DomainTaken => Field(409, "domain_taken", refused.Field, refused.Message),
        OrganizationRefusal.NotAllowed => Field(403, "not_allowed", refused.Field, refused.Message),
        OrganizationRefusal.Budget => refused.Budget!.ToProblem(refused.Field),
        _ => throw Unknown(refused.Reason),
    };

    /// <summary>A change of the catalogue that was not accepted.</summary>
    public static Problem ToProblem(this ProviderReply reply) => reply switch
    {
        ProviderChangeRefused refused => refused.ToProblem(),
        ProviderUnavailable unavailable => KnownProblems.Unavailable(unavailable.Message),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no refusal."),
    };

    public static Problem ToProblem(this ProviderChangeRefused refused) => refused.Reason switch
    {
        ProviderRefusal.InvalidRequest => Field(400, "invalid_field", refused.Field, refused.Message),
        ProviderRefusal.NotFound => KnownProblems.NotFound(refused.Message),
        ProviderRefusal.TagChanged => KnownProblems.Of(412, "precondition_failed", refused.Message),
        ProviderRefusal.ModelExists => Field(409, "model_exists", refused.Field, refused.Message),
        ProviderRefusal.IdempotencyKeyReused => KnownProblems.Of(422, "idempotency_key_reused", refused.Message),
        ProviderRefusal.RowRefused => KnownProblems.Of(422, "row_refused", refused.Message),
        ProviderRefusal.RateExists => Field(409, "rate_exists", refused.Field, refused.Message),
        ProviderRefusal.AccountFrozen => Field(409, "provider_frozen", refused.Field, refused.Message),
        ProviderRefusal.TooMany => Field(422, "catalogue_full", refused.Field, refused.Message),
        _ => throw Unknown(refused.Reason),
    };

    /// <summary>A reply that is no acceptance.</summary>
    public static Problem ToProblem(this OrganizationReply reply) => reply switch
    {
        OrganizationRefused refused => refused.ToProblem(),
        OrganizationUnavailable unavailable => KnownProblems.Unavailable(unavailable.Message),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no refusal."),
    };

    /// <summary>A reply that resolves nothing.</summary>
    public static Problem ToProblem(this AttemptReply reply) => reply switch
    {
        AttemptRefused refused => refused.ToProblem(),
        AttemptUnavailable unavailable => KnownProblems.Unavailable(unavailable.Message),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no refusal."),
    };

    private static Problem ToProblem(this AttemptRefused refused) => refused.Reason switch
    {
        AttemptRefusal.NotFound => KnownProblems.NotFound(refused.Message),
        AttemptRefusal.InvalidRequest => Field(400, "invalid_field", refused.Field ?? FirstWord(refused.Message), refused.Message),
        AttemptRefusal.NotUnknown => KnownProblems.Of(409, "outcome_known", refused.Message),
        AttemptRefusal.ImageTurnedUp => Field(409, "image_turned_up", refused.Field, refused.Message),
        _ => throw Unknown(refused.Reason),
    };

    /// <param name="refused">What the ledger said.</param>
    /// <param name="field">The field of the request that is at fault where the ledger finds one; it speaks of its own.</param>
    public static Problem ToProblem(this BudgetRefused refused, string? field = null) => refused.Reason switch
    {
        BudgetRefusal.InsufficientBudget => WithSums(refused, "insufficient_budget"),
        BudgetRefusal.UserLimitExceeded => WithSums(refused, "user_limit_exceeded"),
        BudgetRefusal.ApiKeyLimitExceeded => WithSums(refused, "api_key_limit_exceeded"),
        BudgetRefusal.DepartmentUnknown => KnownProblems.NotFound(refused.Message),
        BudgetRefusal.DepartmentInactive => KnownProblems.Of(403, "department_inactive", refused.Message),
        BudgetRefusal.DepartmentFrozen => KnownProblems.Of(403, "department_frozen", refused.Message),
        BudgetRefusal.OrganizationFrozen => KnownProblems.Of(403, "organization_frozen", refused.Message),
        BudgetRefusal.AmountOutOfRange => Field(400, "amount_out_of_range", field, refused.Message),
        BudgetRefusal.InvalidRequest => Field(400, "invalid_field", field ?? FirstWord(refused.Message), refused.Message),
        BudgetRefusal.HoldUnknown => KnownProblems.NotFound(refused.Message),
        BudgetRefusal.HoldMismatch => KnownProblems.Of(409, "hold_mismatch", refused.Message),
        BudgetRefusal.BatchHoldExhausted => WithSums(refused, "batch_hold_exhausted"),
        BudgetRefusal.IdInUse => KnownProblems.Of(409, "id_in_use", refused.Message),
        BudgetRefusal.AllocationExceeded => Field(422, "allocation_exceeded", field, refused.Message),
        BudgetRefusal.PeriodInFuture => Field(422, "period_in_future", "period", refused.Message),
        BudgetRefusal.PeriodUnknown => Field(422, "period_unknown", "period", refused.Message),
        BudgetRefusal.AdjustmentBelowZero => Field(422, "adjustment_below_zero", field, refused.Message),
        BudgetRefusal.RowRefused => KnownProblems.Of(422, "row_refused", refused.Message),
        BudgetRefusal.GenerationChanged => KnownProblems.Of(409, "generation_changed", refused.Message),
        BudgetRefusal.OrganizationUnknown => KnownProblems.NotFound(refused.Message),
        BudgetRefusal.OrganizationCapExceeded => Field(422, "organization_cap_exceeded", field, refused.Message) with
        {
            Asked = refused.Asked, Left = refused.Left,
        },
        BudgetRefusal.OrganizationCapBelowAllotted => Field(422, "organization_cap_below_allotted", field, refused.Message),
        BudgetRefusal.SettingsChanged => KnownProblems.Of(412, "precondition_failed", refused.Message),
        _ => throw Unknown(refused.Reason),
    };

    public static Problem ToProblem(this BudgetUnavailable unavailable) =>
        KnownProblems.Unavailable(unavailable.Message) with { Code = unavailable.Outage == BudgetOutage.Overloaded ? "overloaded" : "unavailable" };

    /// <param name="reason">Why.</param>
    /// <param name="message">The sentence that came with it.</param>
    /// <param name="field">The field at fault; null where none is.</param>
    /// <param name="budget">The ledger's numbers where the money refused it.</param>
    public static Problem ToProblem(this GenerationRefusal reason, string message, string? field = null, BudgetRefused? budget = null) => reason switch
    {
        GenerationRefusal.InvalidOrder => Field(400, "invalid_field", field, message),
        GenerationRefusal.ModelUnknown => Field(400, ModelNotFound, field ?? "model", message),
        GenerationRefusal.ModelUnavailable => Field(422, "model_unavailable", field ?? "model", message),
        GenerationRefusal.ModelUnpriced => Field(422, "model_unpriced", field ?? "model", message),
        GenerationRefusal.ModelAmbiguous => Field(400, "model_ambiguous", field ?? "model", message),
        GenerationRefusal.NoModelFits => Field(422, "no_model_fits", field ?? "model", message),
        GenerationRefusal.Budget => budget?.ToProblem() ?? KnownProblems.Of(402, "insufficient_budget", message),
        GenerationRefusal.DepartmentNotAllowed => Field(403, "department_not_allowed", field ?? "department_id", message),
        GenerationRefusal.DepartmentMissing => Field(422, "department_missing", field ?? "department_id", message),
        GenerationRefusal.IdempotencyKeyReused => KnownProblems.Of(422, "idempotency_key_reused", message),
        GenerationRefusal.NotFound => KnownProblems.NotFound(message),
        GenerationRefusal.AlreadyEnded => KnownProblems.Of(409, "already_ended", message),
        GenerationRefusal.NotEnded => KnownProblems.Of(409, "not_ended", message),
        GenerationRefusal.NotAllowed => KnownProblems.Of(403, "not_allowed", message),
        GenerationRefusal.ProviderFrozen => Field(422, "provider_frozen", field ?? "model", message),
        GenerationRefusal.PromptBlocked => Field(422, ContentBlocked, field ?? "prompt", message),
        _ => throw Unknown(reason),
    };

    public static Problem ToProblem(this SubmitRefused refused) => refused.Reason.ToProblem(refused.Message, refused.Field, refused.Budget);

    /// <summary>A reply that is not the generation.</summary>
    public static Problem ToProblem(this GenerationReply reply) => reply switch
    {
        GenerationRefused refused => refused.Reason.ToProblem(refused.Message),
        GenerationUnavailable unavailable => KnownProblems.Unavailable(unavailable.Message),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no refusal."),
    };

    private static int StatusOf(SessionRefusal reason) => reason switch
    {
        SessionRefusal.UserInactive or SessionRefusal.DepartmentInactive or SessionRefusal.OrganizationInactive or SessionRefusal.TenantNotBound => 403,
        SessionRefusal.NotFound => 404,
        SessionRefusal.EmailInUse => 409,
        SessionRefusal.IdentityIncomplete => 422,
        _ => 401,
    };

    private static string CodeOf(SessionRefusal reason) => reason switch
    {
        SessionRefusal.InvalidRefreshToken => InvalidRefreshToken,
        SessionRefusal.SessionExpired => "session_expired",
        SessionRefusal.SessionRevoked => "session_revoked",
        SessionRefusal.RefreshTokenReused => "refresh_token_reused",
        SessionRefusal.UserInactive => "user_inactive",
        SessionRefusal.DepartmentInactive => "department_inactive",
        SessionRefusal.OrganizationInactive => "organization_inactive",
        SessionRefusal.NotFound => "not_found",
        SessionRefusal.InvalidIdentityToken => InvalidIdentityToken,
        SessionRefusal.TenantNotBound => TenantNotBound,
        SessionRefusal.IdentityIncomplete => "identity_incomplete",
        SessionRefusal.EmailInUse => "email_in_use",
        _ => throw Unknown(reason),
    };

    private static Problem WithSums(BudgetRefused refused, string code) => KnownProblems.Of(402, code, refused.Message) with
    {
        Asked = refused.Asked,
        Held = refused.Held,
        Spent = refused.Spent,
        Left = refused.Left,
        PeriodEnd = refused.PeriodEnd,
    };

    private static Problem Field(int status, string code, string? field, string message) =>
        field is null ? KnownProblems.Of(status, code, message) : KnownProblems.OfField(status, code, field, message);

    /// <summary>The ledger's sentences about a field begin with its name.</summary>
    private static string? FirstWord(string message)
    {
        var word = message.Split(' ', 2)[0];
        return word.All(letter => char.IsAsciiLetterLower(letter) || letter is '_' or '.') ? word : null;
    }

    private static string NameOf(Enum value) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static ArgumentOutOfRangeException Unknown(Enum reason) => new(nameof(reason), reason, "The refusal has no status yet.");
}
