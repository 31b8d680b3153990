using System.ComponentModel.DataAnnotations;
using DonatelloAI.Hosting;

namespace DonatelloAI.Api.Admission;

/// <summary>How many requests one front end takes: section <c>Admission</c>. What is marked as not counted passes them all.</summary>
public sealed class AdmissionSettings
{
    private const string RateKey = "Admission:RequestsPerSecond";
    private const string BurstKey = "Admission:Burst";
    private const string PlacesKey = "Admission:MaxConcurrentRequests";
    private const string QueueKey = "Admission:QueueLength";
    private const string QueueTimeKey = "Admission:QueueMilliseconds";
    private const string ClientKey = "Admission:MaxConcurrentRequestsPerClient";

    private const int Most = 1_000_000;

    // What comes at once is worked on at once: more of it would make those behind wait longer than at the capacity.
    private const int DefaultBurstsASecond = 4;
    private const int DefaultPlaces = 2_000;
    private const int DefaultQueue = 4_000;
    private const int DefaultQueueTime = 1_000;
    private const int DefaultPlacesOfClient = 1_000;

    /// <summary>The capacity: requests a second that are begun, however many arrive; 0, as it is unless told otherwise, for no such bound.</summary>
    [Range(0, Most, ErrorMessage = $"{RateKey} takes 0 to 1000000 requests a second; 0 is no bound.")]
    public int RequestsPerSecond { get; init; }

    /// <summary>Requests that are begun at once after a quiet time; as many as in a quarter of a second unless told otherwise.</summary>
    [Range(1, Most, ErrorMessage = $"{BurstKey} takes 1 to 1000000 requests.")]
    public int Burst { get; init; } = 1;

    /// <summary>Requests in progress at once; 2,000 unless told otherwise: more would only wait for each other.</summary>
    [Range(1, Most, ErrorMessage = $"{PlacesKey} takes 1 to 1000000 requests.")]
    public int MaxConcurrentRequests { get; init; } = DefaultPlaces;

    /// <summary>Requests that may wait for a place; 4,000 unless told otherwise. One more is told to come back.</summary>
    [Range(0, Most, ErrorMessage = $"{QueueKey} takes 0 to 1000000 requests.")]
    public int QueueLength { get; init; } = DefaultQueue;

    /// <summary>
    /// Milliseconds that a request waits for a place at most; 1,000 unless told otherwise. Whoever waited longer is told to come back: an
    /// answer that comes late is often asked for again by then.
    /// </summary>
    [Range(1, 60_000, ErrorMessage = $"{QueueTimeKey} takes 1 to 60000 milliseconds.")]
    public int QueueMilliseconds { get; init; } = DefaultQueueTime;

    /// <summary>Requests of one API key, or of one person without a key, in progress at once; 1,000 unless told otherwise, half of all places.</summary>
    [Range(1, Most, ErrorMessage = $"{ClientKey} takes 1 to 1000000 requests.")]
    public int MaxConcurrentRequestsPerClient { get; init; } = DefaultPlacesOfClient;

    /// <summary>Reads the settings.</summary>
    public static AdmissionSettings Read(IConfiguration configuration)
    {
        var rate = SettingsReader.Number(configuration, RateKey, 0);
        return new AdmissionSettings
        {
            RequestsPerSecond = rate,
            Burst = SettingsReader.Number(configuration, BurstKey, Math.Clamp(rate / DefaultBurstsASecond, 1, Most)),
            MaxConcurrentRequests = SettingsReader.Number(configuration, PlacesKey, DefaultPlaces),
            QueueLength = SettingsReader.Number(configuration, QueueKey, DefaultQueue),
            QueueMilliseconds = SettingsReader.Number(configuration, QueueTimeKey, DefaultQueueTime),
            MaxConcurrentRequestsPerClient = SettingsReader.Number(configuration, ClientKey, DefaultPlacesOfClient),
        };
    }
}
