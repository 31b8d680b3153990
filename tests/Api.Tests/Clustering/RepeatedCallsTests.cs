using System.Reflection;
using DonatelloAI.Api.Clustering;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace DonatelloAI.Api.Tests.Clustering;

/// <summary>A call that was lost with a silo is made again, as often as it says and no more.</summary>
public sealed class RepeatedCallsTests
{
    private readonly RepeatedCalls _calls = new(TimeProvider.System);

    public static TheoryData<Exception> Losses { get; } =
    [
        new TimeoutException("Response did not arrive on time."),
        new OperationCanceledException("Message expired before placement could complete."),
        new SiloUnavailableException("The silo is gone."),
    ];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Call_ThatWasLostOnce_IsAnsweredTheSecondTime(Exception loss)
    {
        var tries = 0;

        await _calls.Invoke(Call(() => ++tries == 1 ? Task.FromException(loss) : Task.CompletedTask));

        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Call_ThatIsNeverAnswered_IsGivenUp()
    {
        var tries = 0;

        await Assert.ThrowsAsync<OperationCanceledException>(() => _calls.Invoke(Call(() =>
        {
            tries++;
            return Task.FromException(new OperationCanceledException());
        })));

        Assert.Equal(1 + RepeatedCalls.MaxRepeats, tries);
    }

    [Fact]
    public async Task Call_ThatFailsOfItself_IsNotRepeated()
    {
        var tries = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(() => _calls.Invoke(Call(() =>
        {
            tries++;
            return Task.FromException(new InvalidOperationException());
        })));

        Assert.Equal(1, tries);
    }

    private static IOutgoingGrainCallContext Call(Func<Task> invoke)
    {
        var call = DispatchProxy.Create<IOutgoingGrainCallContext, Answers>();
        var request = DispatchProxy.Create<IInvokable, Answers>();
        ((Answers)call).Of = method => method == nameof(IOutgoingGrainCallContext.Invoke) ? invoke() : request;

        // A call without a time of its own.
        ((Answers)request).Of = static _ => null;
        return call;
    }

    /// <summary>Answers every member by its name.</summary>
    public class Answers : DispatchProxy
    {
        public Func<string, object?> Of { get; set; } = static _ => null;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Of(targetMethod!.Name);
    }
}
