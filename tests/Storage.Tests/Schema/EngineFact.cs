using Xunit.Abstractions;
using Xunit.Sdk;

namespace DonatelloAI.Storage.Tests.Schema;

/// <summary>Says that a class of tests needs a server that is named by an environment variable; without it the class has none.</summary>
/// <param name="variable">The variable that holds the server's connection string.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsServerAttribute(string variable) : Attribute
{
    public string Variable { get; } = variable;
}

/// <summary>A fact of a contract that several engines hold; see <see cref="NeedsServerAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("DonatelloAI.Storage.Tests.Schema.EngineFactDiscoverer", "DonatelloAI.Storage.Tests")]
public sealed class EngineFactAttribute : FactAttribute;

/// <summary>A theory of a contract that several engines hold; see <see cref="NeedsServerAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("DonatelloAI.Storage.Tests.Schema.EngineTheoryDiscoverer", "DonatelloAI.Storage.Tests")]
public sealed class EngineTheoryAttribute : TheoryAttribute;

/// <inheritdoc/>
public sealed class EngineFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        Engines.IsHere(testMethod) ? base.Discover(discoveryOptions, testMethod, factAttribute) : [];
}

/// <inheritdoc/>
public sealed class EngineTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        Engines.IsHere(testMethod) ? base.Discover(discoveryOptions, testMethod, theoryAttribute) : [];
}

internal static class Engines
{
    /// <summary>True when the engine of a test's class can be reached.</summary>
    public static bool IsHere(ITestMethod test) => test.TestClass.Class
        .GetCustomAttributes(typeof(NeedsServerAttribute))
        .All(needs => Environment.GetEnvironmentVariable(needs.GetNamedArgument<string>(nameof(NeedsServerAttribute.Variable))) is not null);
}
