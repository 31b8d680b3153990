using System.Reflection;

namespace DonatelloAI.Testing;

/// <summary>What no call of a test comes to.</summary>
public class NotAsked : DispatchProxy
{
    /// <summary>A store, or whatever else a grain is given.</summary>
    public static T Of<T>()
        where T : class => Create<T, NotAsked>();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException(targetMethod?.Name);
}
