using DonatelloAI.Contracts;
using DonatelloAI.Storage.Providers;

namespace DonatelloAI.Testing.Providers;

/// <summary>A model of <see cref="FakeImageVendor"/> as the catalogue knows it: 1024 x 1024, JPEG, paid, and nobody can confirm a call.</summary>
/// <param name="Provider">The vendor's name.</param>
/// <param name="Name">The model's.</param>
public sealed record VendorModel(string Provider, string Name)
{
    private string Capabilities => $$"""
        {"sizes":["1024x1024"],"default_size":"1024x1024","custom_sizes":null,"qualities":[],"default_quality":null,"output_formats":{{Formats}},"max_images_per_call":1,"seed":false,
         "negative_prompt":false,"mask_edit":false,"max_input_images":0,"streaming":{{(PartialImages > 0 ? "true" : "false")}},"max_partial_images":{{PartialImages}},"call_kind":"unconfirmable","transparency":{{(IsTransparent ? "true" : "false")}}}
        """;

    /// <summary>File formats, a JSON array; JPEG alone unless told otherwise.</summary>
    public string Formats { get; init; } = """["jpeg"]""";

    /// <summary>True where it can leave backgrounds transparent.</summary>
    public bool IsTransparent { get; init; }

    /// <summary>Most partial images; none unless told otherwise. With them it is priced by tokens, too, as <see cref="FakeImageVendor"/> counts them.</summary>
    public int PartialImages { get; init; }

    /// <summary>Price of a token in AUD, where it has partial images.</summary>
    public const decimal TokenAud = 0.0001m;

    /// <summary>Price of an image in AUD; 0.10 unless told otherwise.</summary>
    public decimal PriceAud { get; init; } = 0.1m;

    /// <summary>Calls in progress at once; 64 unless told otherwise.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Calls a minute; 100,000 unless told otherwise.</summary>
    public int RatePerMinute { get; init; } = 100_000;

    /// <summary>Further attempts after one that failed; none unless told otherwise.</summary>
    public int MaxRetries { get; init; }

    private string Price => FormattableString.Invariant($$"""[{"unit":"image","amount":{{PriceAud}}}{{(PartialImages > 0 ? Tokens : "")}}]""");

    private static string Tokens => FormattableString.Invariant(
        $$""",{"unit":"input_text_token","amount":{{TokenAud}}},{"unit":"output_image_token","amount":{{TokenAud}}},{"unit":"partial_image","amount":{{TokenAud * FakeImageVendor.PartialTokens}}}""");

    /// <summary>Model, configuration and price, to be added in one commit.</summary>
    public object[] Rows()
    {
        var id = DerivedId.Model(Provider, Name);
        return
        [
            new ModelProviderRow
            {
                Id = id,
                ProviderName = Provider,
                ModelName = Name,
                ApiEndpoint = "https://vendor.example/v1",
                CostPerImageAud = Money.FromAud(PriceAud),
                Capabilities = Capabilities,
            },
            new ProviderConfigRow
            {
                Id = DerivedId.ModelConfig(id),
                ProviderId = id,
                MaxRetries = MaxRetries,
                RateLimitPerMinute = RatePerMinute,
                QuotaPool = $"{Provider}-{Name}",
                Configuration = $$"""{"max_concurrency":{{Concurrency}},"max_output_text_tokens":null}""",
            },
            new PriceVersionRow
            {
                Id = DerivedId.Price(id, 1),
                ProviderId = id,
                Version = 1,
                Currency = "AUD",
                Components = Price,
                ValidFrom = DateTimeOffset.UnixEpoch,
                Source = "sample",
            },
        ];
    }
}
