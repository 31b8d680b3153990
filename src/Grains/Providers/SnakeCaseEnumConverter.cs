using System.Text.Json;
using System.Text.Json.Serialization;

namespace DonatelloAI.Grains.Providers;

/// <summary>Reads and writes an enum as its snake_case name, never as a number.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class SnakeCaseEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
