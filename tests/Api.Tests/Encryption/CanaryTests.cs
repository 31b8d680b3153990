using System.Collections.Concurrent;
using System.Diagnostics;
using DonatelloAI.Contracts.Users;
using DonatelloAI.Grains.Sessions;
using DonatelloAI.Grains.Users;
using DonatelloAI.Storage.Events;
using DonatelloAI.Storage.Sessions;
using DonatelloAI.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DonatelloAI.Api.Tests.Encryption;

/// <summary>
/// A mark in every field that holds what a person wrote or who they are, sent as a client and a vendor send it. None of them lies in clear
/// in any file, log line, span or refusal; a control that lies in clear is found in each.
/// </summary>
[Collection(InstallationCollection.Name)]
public sealed class CanaryTests(Installation installation) : IAsyncLifetime
{
    private const string Tenant = "f9e2b1c4-0000-4000-8000-00000000000c";

    private static readonly string Run = $"{Guid.CreateVersion7():n}"[^12..];

    /// <summary>The marks by the fields that they end up in.</summary>
    private static readonly Dictionary<SealedField, string[]> Marks = new()
    {
        [SealedField.Prompt] = [$"prompt{Run}"],
        [SealedField.ModelParameters] = [$"negative{Run}", $"style{Run}", $"metadata{Run}"],
        [SealedField.GenerationError] = [$"vendor{Run}"],
        [SealedField.AttemptError] = [$"vendor{Run}"],
        [SealedField.RevisedPrompt] = [$"rewritten{Run}"],
        [SealedField.MetadataFile] = [$"prompt{Run}", $"negative{Run}", $"metadata{Run}"],
        [SealedField.Email] = [$"email{Run}", $"claim{Run}"],
        [SealedField.DisplayName] = [$"name{Run}", $"called{Run}"],
        [SealedField.SessionDevice] = [$"device{Run}", "203.0.113.213"],
    };

    /// <summary>Fields that no part of the program fills yet.</summary>
    private static readonly SealedField[] Unwritten =
        [SealedField.WebhookSecret, SealedField.AuditEmail, SealedField.AuditAddress, SealedField.AuditClient];

    private readonly ConcurrentQueue<string> _spans = new();
    private readonly List<string> _refusals = [];
    private HandMadeProvider _provider = null!;
    private Place _place = null!;
    private Client _admin = null!;

    public async Task InitializeAsync()
    {
        _provider = await HandMadeProvider.Start();
        _place = await installation.NewPlace("canary");
        var bindings = new IssuerBindings(installation.Contexts, installation.App.Services.GetRequiredService<OutboxSigner>(), TimeProvider.System);
        Assert.True(await bindings.Bind(new IssuerBinding(_place.OrganizationId, _provider.Issuer, Tenant, HandMadeProvider.Audience)));
        _admin = await Person(UserRole.OrgAdmin);
    }

    public async Task DisposeAsync()
    {
        installation.Vendor.Reset();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Marks_InEveryPersonalField_LieNowhereInClear()
    {
        using var listener = Listen();
        var artist = await Person(UserRole.PowerUser);
        await AddPerson();
        await SignIn();
        var painted = await Paint(artist);
        await HearTheVendor(artist);
        await BeRefused(artist);

        var places = Places();

        AssertControls(places, painted);
        var found =
            from mark in Marks.Values.SelectMany(marks => marks).Distinct(StringComparer.Ordinal)
            from place in places
            where Canary.IsIn(place.Content, mark)
            select $"{mark} is in {place.Name}";
        Assert.Empty(found);
    }

    [Fact]
    public void EveryField_IsPlantedOrWrittenByNobody() =>
        Assert.Equal(Enum.GetValues<SealedField>().Order(), Marks.Keys.Concat(Unwritten).Order());

    [Theory]
    [MemberData(nameof(Forms))]
    public void Search_ForAMarkInAnyForm_FindsIt(string form, byte[] written)
    {
        Assert.True(Canary.IsIn([1, 2, 3, .. written, 4], $"control{Run}"), form);
        Assert.False(Canary.IsIn([1, 2, 3, .. written, 4], $"another{Run}"), form);
    }

    public static TheoryData<string, byte[]> Forms()
    {
        var text = $"it said control{Run} twice";
        var forms = new TheoryData<string, byte[]>
        {
            { "UTF-8", System.Text.Encoding.UTF8.GetBytes(text) },
            { "UTF-16", System.Text.Encoding.Unicode.GetBytes(text) },
            { "UTF-16, big end first", System.Text.Encoding.BigEndianUnicode.GetBytes(text) },
            { "JSON with escapes", System.Text.Encoding.ASCII.GetBytes(string.Concat(text.Select(letter => $"\\u{(int)letter:x4}"))) },
            { "hexadecimal", System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text))) },
        };
        for (var offset = 0; offset < 3; offset++)
        {
            forms.Add($"base64 from {offset}", System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text[offset..]))));
        }

        return forms;
    }

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => _spans.Enqueue(TextOf(span)),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private async Task<Client> Person(UserRole role) =>
        installation.With((await installation.AddPerson($"{role}{Guid.CreateVersion7():n}", _place, role, _place.DepartmentId)).SecretText);

    private async Task AddPerson()
    {
        var made = await _admin.Post("/v1/users", $$"""{"email":"email{{Run}}@acme.com.au","display_name":"name{{Run}}"}""");
        Assert.Equal((201, $"name{Run}"), (made.Code, made.Text("display_name")));
    }

    private async Task SignIn()
    {
        var token = _provider.Token(claims =>
        {
            (claims["oid"], claims["tid"], claims["email"], claims["name"]) = ($"subject-{Guid.CreateVersion7():n}", Tenant, $"claim{Run}@acme.com.au", $"called{Run}");
            claims["amr"] = new[] { "pwd" };
        });
        var session = await installation.As().Post(
            "/v1/sessions", $$"""{"id_token":"{{token}}"}""", ("User-Agent", $"Browser/1.0 device{Run}"), ("X-Forwarded-For", "203.0.113.213"));
        Assert.True(session.Code == 201, session.Body);
        var seen = await installation.With(session.Text("access_token")).Get("/v1/sessions");
        Assert.Contains($"device{Run}", seen.Body, StringComparison.Ordinal);
        Assert.Contains("203.0.113.213", seen.Body, StringComparison.Ordinal);
    }

    private static async Task<string> Paint(Client artist)
    {
        var order = $$"""
            {"prompt":"a lighthouse, prompt{{Run}}","negative_prompt":"no negative{{Run}}","style":"style{{Run}}","model":"local/canvas","metadata":{"campaign":"metadata{{Run}}"} }
            """;
        var made = await artist.Post("/v1/generations", order, ("Prefer", "wait=60"));
        Assert.True(made.Code == 200, made.Body);
        var id = made.Text("id");
        Assert.Contains($"prompt{Run}", (await artist.Get($"/v1/generations/{id}/metadata")).Body, StringComparison.Ordinal);
        Assert.Equal(200, (await artist.Get($"/v1/generations/{id}/thumbnail")).Code);
        return id;
    }

    /// <summary>A vendor's words lie with the failure of the one, and with the image of the other, whose prompt it says to have rewritten.</summary>
    private async Task HearTheVendor(Client artist)
    {
        foreach (var (fault, word) in new[] { ("[fault:moderation_blocked] ", "vendor"), ("", "rewritten") })
        {
            installation.Vendor.Remark = $" It was about {word}{Run}.";
            var made = await artist.Post("/v1/generations", $$"""{"prompt":"{{fault}}prompt{{Run}}","model":"studio/paint"}""", ("Prefer", "wait=60"));
            Assert.True(made.Code == 200, made.Body);
            Assert.Contains($"{word}{Run}", made.Body, StringComparison.Ordinal);
        }
    }

    private async Task BeRefused(Client artist)
    {
        foreach (var order in new[] { $$"""{"prompt":"prompt{{Run}}","size":"style{{Run}}"}""", $$"""{"prompt":"prompt{{Run}}","model":"local/canvas","n":99}""", $$"""{"prompt":"prompt{{Run}}" """ })
        {
            var refused = await artist.Post("/v1/generations", order);
            Assert.Equal(4, refused.Code / 100);
            _refusals.Add(refused.Body);
        }

        var taken = await _admin.Post("/v1/users", $$"""{"email":"EMAIL{{Run}}@acme.com.au","display_name":"name{{Run}}"}""");
        Assert.Equal(409, taken.Code);
        _refusals.Add(taken.Body);
    }

    private List<(string Name, byte[] Content)> Places() =>
    [
        .. Directory.EnumerateFiles(installation.Folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock").Select(file => (file, ReadShared(file))),
        ("the log", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', installation.Log))),
        ("the spans", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', _spans))),
        ("refusals", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', _refusals))),
    ];

    /// <summary>What does lie in clear is found: an organisation's name in the database, a generation's id in logs and spans, a code in a refusal.</summary>
    private void AssertControls(List<(string Name, byte[] Content)> places, string generation)
    {
        Assert.Contains(places, place => place.Name.Contains("donatello.db", StringComparison.Ordinal) && Canary.IsIn(place.Content, _place.Name));
        Assert.Contains(places, place => place.Name.StartsWith(Path.Combine(installation.Folder, "images"), StringComparison.Ordinal));
        Assert.Contains(places, place => place.Name == "the log" && Canary.IsIn(place.Content, generation));
        Assert.Contains(places, place => place.Name == "the spans" && Canary.IsIn(place.Content, generation));
        Assert.Contains(places, place => place.Name == "refusals" && Canary.IsIn(place.Content, "email_taken"));
    }

    private static string TextOf(Activity span) =>
        $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Baggage)} "
        + string.Join(' ', span.Events.SelectMany(happened => happened.Tags.Select(tag => $"{happened.Name} {tag}")));

    /// <summary>A file that the server is still writing.</summary>
    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }
}
