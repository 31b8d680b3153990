using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace DonatelloAI.Api.Tests;

/// <summary>Speaks HTTP as one caller.</summary>
public sealed class Client(Uri address, string? credential)
{
    private static readonly HttpClient Http = new();

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Answer> Post(string path, string? json = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, Json(json), headers);

    public Task<Answer> Put(string path, string? json = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Put, path, Json(json), headers);

    public Task<Answer> Patch(string path, string? json = null, params (string Name, string Value)[] headers) => Send(HttpMethod.Patch, path, Json(json), headers);

    public Task<Answer> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    public Task<Answer> Send(string method, string path, string? json) => Send(new HttpMethod(method), path, Json(json), []);

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
        if (credential is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, Encoding.UTF8.GetString(bytes), all) { Bytes = bytes };
    }

    private static StringContent? Json(string? json) => json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
}

/// <summary>An answer, read whole.</summary>
public sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The body as it came.</summary>
    public required byte[] Bytes { get; init; }

    public int Code => (int)Status;

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The problem's code, in its own shape or in OpenAI's.</summary>
    public string? Problem =>
        TypeIs("application/problem+json") ? Json.GetProperty("code").GetString()
        : Code >= 400 && TypeIs("application/json") ? Json.GetProperty("error").GetProperty("code").GetString()
        : null;

    /// <summary>The fields at fault with their codes.</summary>
    public string Errors => Json.TryGetProperty("errors", out var errors)
        ? string.Join(' ', errors.EnumerateArray().Select(error => $"{error.GetProperty("field").GetString()}:{error.GetProperty("code").GetString()}"))
        : "";

    private bool TypeIs(string type) => Headers.TryGetValue("Content-Type", out var header) && header.StartsWith(type, StringComparison.Ordinal);

    public string Text(string name) => Json.GetProperty(name).GetString()!;
}
