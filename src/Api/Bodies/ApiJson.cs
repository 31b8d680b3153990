using System.Text.Json;
using System.Text.Json.Serialization;
using DonatelloAI.Api.Budgets;
using DonatelloAI.Api.Generations;
using DonatelloAI.Api.Health;
using DonatelloAI.Api.OpenAi;
using DonatelloAI.Api.Organizations;
using DonatelloAI.Api.Problems;
using DonatelloAI.Api.Providers;
using DonatelloAI.Api.Sessions;
using DonatelloAI.Api.Users;

namespace DonatelloAI.Api.Bodies;

/// <summary>
/// Every body of the native routes, compiled. snake_case, absent instead of null, amounts as strings, moments in UTC; names are
/// exact and documents at most <see cref="MaxDepth"/> deep.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = MaxDepth,
    Converters = [typeof(MoneyJson), typeof(MomentJson), typeof(SnakeCaseEnums)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(ApiKeyAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<ApiKeyAnswer>))]
[JsonSerializable(typeof(CreateApiKeyBody))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(TokensAnswer))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<SessionAnswer>))]
[JsonSerializable(typeof(EndedAnswer))]
[JsonSerializable(typeof(CreateOrganizationBody))]
[JsonSerializable(typeof(ChangeOrganizationBody))]
[JsonSerializable(typeof(OrganizationAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<OrganizationAnswer>))]
[JsonSerializable(typeof(CreateDepartmentBody))]
[JsonSerializable(typeof(ChangeDepartmentBody))]
[JsonSerializable(typeof(DepartmentAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<DepartmentAnswer>))]
[JsonSerializable(typeof(AddUserBody))]
[JsonSerializable(typeof(ChangeUserBody))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(ErasureCertificateAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<UserAnswer>))]
[JsonSerializable(typeof(BudgetAnswer))]
[JsonSerializable(typeof(SetBudgetBody))]
[JsonSerializable(typeof(SetLimitBody))]
[JsonSerializable(typeof(UserLimitAnswer))]
[JsonSerializable(typeof(AdjustmentBody))]
[JsonSerializable(typeof(BudgetEntryAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<BudgetEntryAnswer>))]
[JsonSerializable(typeof(OpenHoldAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<OpenHoldAnswer>))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(AddProviderBody))]
[JsonSerializable(typeof(ChangeProviderBody))]
[JsonSerializable(typeof(ProviderAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<ProviderAnswer>))]
[JsonSerializable(typeof(ExchangeRateBody))]
[JsonSerializable(typeof(Paging.PageAnswer<ExchangeRateAnswer>))]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<ModelAnswer>))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(GenerationObject))]
[JsonSerializable(typeof(Paging.PageAnswer<GenerationObject>))]
[JsonSerializable(typeof(PartialImageEvent))]
[JsonSerializable(typeof(ProgressEvent))]
[JsonSerializable(typeof(EstimateAnswer))]
[JsonSerializable(typeof(AttemptAnswer))]
[JsonSerializable(typeof(Paging.PageAnswer<AttemptAnswer>))]
[JsonSerializable(typeof(ResolveAttemptBody))]
[JsonSerializable(typeof(OpenAiImagesBody))]
[JsonSerializable(typeof(OpenAiErrorAnswer))]
[JsonSerializable(typeof(OpenAiModel))]
[JsonSerializable(typeof(OpenAiModels))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Deepest document that is read.</summary>
    public const int MaxDepth = 32;

    /// <summary>Gives the host's JSON the same rules.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = MaxDepth;
        options.Converters.Add(new MoneyJson());
        options.Converters.Add(new MomentJson());
        options.Converters.Add(new SnakeCaseEnums());
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}

/// <summary>Enums as their members' names in snake_case; numbers are refused.</summary>
internal sealed class SnakeCaseEnums : JsonConverterFactory
{
    private static readonly JsonStringEnumConverter Names = new(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

    public override bool CanConvert(Type typeToConvert) => Names.CanConvert(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Names.CreateConverter(typeToConvert, options);
}
