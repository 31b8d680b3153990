using System.Text.RegularExpressions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Tests.Schema;

namespace DonatelloAI.Storage.Tests.Encryption;

/// <summary>Every column that the schema's page calls sealed has its field, and the other way round.</summary>
public sealed partial class SealedFieldTests
{
    private static readonly Dictionary<SealedField, string> Columns = new()
    {
        [SealedField.Prompt] = "generations.prompt_encrypted",
        [SealedField.GenerationError] = "generations.error_message",
        [SealedField.ModelParameters] = "generation_metadata.model_parameters",
        [SealedField.AttemptError] = "generation_attempts.error_detail_encrypted",
        [SealedField.Email] = "users.email",
        [SealedField.DisplayName] = "users.display_name",
        [SealedField.WebhookSecret] = "webhooks.secret_encrypted",
        [SealedField.AuditEmail] = "audit_events.user_email",
        [SealedField.AuditAddress] = "audit_events.ip_address",
        [SealedField.AuditClient] = "audit_events.user_agent",
        [SealedField.SessionDevice] = "user_sessions.device_info",
    };

    [Fact]
    public void Fields_ComparedWithThePage_AreItsSealedColumns()
    {
        var table = "";
        var onPage = new List<string>();
        foreach (var line in SchemaPage.Read().Text.Split('\n'))
        {
            table = Heading().Match(line) is { Success: true } heading ? heading.Groups["table"].Value : table;
            if (table.Length > 0 && SealedColumn().Match(line) is { Success: true } column)
            {
                onPage.Add($"{table}.{column.Groups["column"].Value}");
            }
        }

        Assert.Equal(onPage.Order(StringComparer.Ordinal), Columns.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryField_ButThoseBesideAnImage_HasAColumn() =>
        Assert.Equal([SealedField.MetadataFile, SealedField.RevisedPrompt], Enum.GetValues<SealedField>().Except(Columns.Keys));

    [GeneratedRegex("^#### `(?<table>\\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("^\\| `(?<column>\\w+)` .*\\| [^|]*([Ss]ealed|\\{\"sealed\")[^|]* \\|$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SealedColumn();
}
