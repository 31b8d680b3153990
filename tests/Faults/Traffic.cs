using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DonatelloAI.Faults;

/// <summary>One order of a client, from its first request to the answer that ended it.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Key">Its idempotency key, and its prompt.</param>
/// <param name="Waits">True where the client waits for the image, and not only for its acceptance.</param>
/// <param name="Began">When it was first sent.</param>
internal sealed record Order(Tenant Tenant, string Key, bool Waits, long Began)
{
    /// <summary>When it was answered for good; 0 while it is not.</summary>
    public long Ended { get; set; }

    /// <summary>The generation, where it was accepted.</summary>
    public string? Id { get; set; }

    /// <summary>Requests that were repeated with the same key.</summary>
    public int Repeats { get; set; }

    /// <summary>True where the budget refused it.</summary>
    public bool IsRefused { get; set; }

    /// <summary>An answer that no client is promised: neither success, nor a named refusal, nor one that says to come back.</summary>
    public string? Strange { get; set; }
}

/// <summary>
/// Clients that order images one after the other and repeat a request, with its key, until it is answered: accepted, or refused by the
/// budget. Every fourth waits for its image, the others are content with its acceptance.
/// </summary>
internal sealed class Traffic(Uri address)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<Order> _orders = new();
    private readonly List<Task> _clients = [];
    private volatile bool _isOver;

    /// <summary>Every order that is over.</summary>
    public IReadOnlyCollection<Order> Orders => _orders;

    /// <summary>Lets clients order from now on.</summary>
    /// <param name="tenant">Whose they are.</param>
    /// <param name="model">What they order.</param>
    /// <param name="clients">How many.</param>
    public void Add(Tenant tenant, string model, int clients)
    {
        for (var client = 0; client < clients; client++)
        {
            var waits = client % 4 == 3;
            _clients.Add(Task.Run(() => Work(tenant, model, waits)));
        }
    }

    /// <summary>Ends when every client has its last answer.</summary>
    public Task Stop()
    {
        _isOver = true;
        return Task.WhenAll(_clients);
    }

    private async Task Work(Tenant tenant, string model, bool waits)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tenant.Key);
        while (!_isOver)
        {
            var order = new Order(tenant, $"{Guid.CreateVersion7()}", waits, Now());
            while (!await Try(http, order, model) && TimeProvider.System.GetElapsedTime(order.Began) < Patience)
            {
                order.Repeats++;
                await Task.Delay(Pause, TimeProvider.System);
            }

            order.Ended = Now();
            _orders.Enqueue(order);
            await Task.Delay(Pause / 4, TimeProvider.System);
        }
    }

    /// <summary>True when the answer ends the order.</summary>
    private static async Task<bool> Try(HttpClient http, Order order, string model)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/generations") { Content = JsonContent.Create(new { prompt = order.Key, model, output_format = "jpeg" }) };
            request.Headers.Add("Idempotency-Key", order.Key);
            if (order.Waits)
            {
                request.Headers.Add("Prefer", "wait=5");
            }

            using var answer = await http.SendAsync(request);
            return Read(order, answer, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private static bool Read(Order order, HttpResponseMessage answer, string text)
    {
        var body = JsonDocument.Parse(text.Length > 0 ? text : "{}").RootElement;
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.Accepted:
                var id = body.GetProperty("id").GetString();
                order.Strange ??= order.Id is { } known && known != id ? $"a repetition answered with {id} instead of {known}" : null;
                order.Id = id;
                return true;
            case HttpStatusCode.PaymentRequired:
                order.IsRefused = true;
                return true;
            case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests when answer.Headers.RetryAfter is not null:
                return false;
            default:
                order.Strange = $"{(int)answer.StatusCode} {text}";
                return true;
        }
    }

    private static long Now() => TimeProvider.System.GetTimestamp();
}
