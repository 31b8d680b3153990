using System.ComponentModel.DataAnnotations;

namespace DonatelloAI.Silo.Clustering;

/// <summary>
/// Whether the silo is a pod of Kubernetes that asks its API about the other ones. A silo is then named like its pod, and one whose pod was
/// deleted is declared dead at once instead of after missed probes. The pod's service account must read pods of its namespace.
/// </summary>
public sealed class KubernetesPod : IValidatableObject
{
    private const string Key = "Cluster:Kubernetes";

    // What Kubernetes tells every container, and what the pod's description must pass on for Orleans.
    private static readonly string[] Needed = ["KUBERNETES_SERVICE_HOST", "POD_NAMESPACE", "POD_NAME"];

    /// <summary>True in such a pod, false unless told otherwise. Key <c>Cluster:Kubernetes</c>.</summary>
    public bool IsOn => string.Equals(Value, bool.TrueString, StringComparison.OrdinalIgnoreCase);

    private string? Value { get; init; }

    private IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Reads the settings.</summary>
    public static KubernetesPod Read(IConfiguration configuration) => new()
    {
        Value = configuration[Key],
        Missing = [.. Needed.Where(name => string.IsNullOrEmpty(configuration[name]))],
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Value is not null && !bool.TryParse(Value, out _))
        {
            yield return new ValidationResult($"{Key} takes true or false, not {Value}.");
        }

        if (IsOn && Missing.Count > 0)
        {
            yield return new ValidationResult($"{Key} is true and this is no pod that is told who it is: {string.Join(", ", Missing)} must be set in its environment.");
        }
    }
}
