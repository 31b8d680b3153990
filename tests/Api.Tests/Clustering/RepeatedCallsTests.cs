using System.Reflection;
using DonatelloAI.Api.Clustering;
using DonatelloAI.Contracts.Sessions;
using DonatelloAI.Silo.Sessions;
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

    [Fact]
    public async Task Call_WithATimeOfItsOwn_IsRepeatedWhereItsSiloIsGoneAndNotWhereItWasNotAnswered()
    {
        var (unanswered, gone) = (0, 0);

        await Assert.ThrowsAsync<TimeoutException>(() => _calls.Invoke(Call(
            () =>
            {
                unanswered++;
                return Task.FromException(new TimeoutException());
            },
            TimeSpan.FromSeconds(25))));
        await _calls.Invoke(Call(() => ++gone == 1 ? Task.FromException(new SiloUnavailableException("The silo is gone.")) : Task.CompletedTask, TimeSpan.FromSeconds(25)));

        Assert.Equal((1, 2), (unanswered, gone));
    }

    [Fact]
    public void SignIn_HasTimeForItsProvidersDocumentsBehindSomebodyWhoReadsThemToo()
    {
        var own = typeof(ISignInGrain).GetMethod(nameof(ISignInGrain.SignIn))!.GetCustomAttribute<ResponseTimeoutAttribute>()!;

        Assert.True(own.Timeout > 4 * TimeSpan.FromSeconds(new IdentityOptions().ProviderTimeoutSeconds));
    }

    private static IOutgoingGrainCallContext Call(Func<Task> invoke, TimeSpan? own = null)
    {
        var call = DispatchProxy.Create<IOutgoingGrainCallContext, Answers>();
        var request = DispatchProxy.Create<IInvokable, Answers>();
        ((Answers)call).Of = method => method == nameof(IOutgoingGrainCallContext.Invoke) ? invoke() : request;

        ((Answers)request).Of = method => method == nameof(IInvokable.GetDefaultResponseTimeout) ? own : null;
        return call;
    }

    /// <summary>Answers every member by its name.</summary>
    public class Answers : DispatchProxy
    {
        public Func<string, object?> Of { get; set; } = static _ => null;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Of(targetMethod!.Name);
    }
}
