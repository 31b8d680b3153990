using DonatelloAI.Grains.Safety;
using Microsoft.Extensions.Time.Testing;

namespace DonatelloAI.Grains.Tests.Safety;

public sealed class CheckerGateTests
{
    private readonly ScriptedChecker _checker = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Questions_MoreThanThereAreSeats_WaitForOne()
    {
        var release = new TaskCompletionSource();
        _checker.During = _ => release.Task;
        using var gate = new CheckerGate(_checker, new SafetyOptions { MaxAtOnce = 2 }, _time);

        var asked = Enumerable.Range(0, 5).Select(_ => Ask(gate)).ToList();

        Assert.Equal(2, _checker.Questions);
        release.SetResult();
        Assert.All(await Task.WhenAll(asked), answer => Assert.IsType<Checked>(answer));
        Assert.Equal(5, _checker.Questions);
    }

    [Fact]
    public async Task Question_ThatTakesTooLong_IsNotWaitedFor_NorIsOneThatWaitsForASeat()
    {
        _checker.During = patience => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, patience);
        using var gate = new CheckerGate(_checker, new SafetyOptions { MaxAtOnce = 1, TimeoutSeconds = 5 }, _time);

        var seated = Ask(gate);
        var waiting = Ask(gate);
        _time.Advance(TimeSpan.FromSeconds(5));

        var answers = await Task.WhenAll(seated, waiting);
        Assert.Equal(new CheckFailed("timeout"), answers[0]);
        Assert.Contains(answers[1], new[] { new CheckFailed("busy"), new CheckFailed("timeout") });
    }

    [Fact]
    public async Task Checker_ThatFails_RestsAndIsTriedOnceBeforeItIsAskedAgain()
    {
        _checker.OfText = new CheckFailed("server_error");
        using var gate = new CheckerGate(_checker, new SafetyOptions(), _time);
        for (var question = 0; question < 5; question++) Assert.Equal(_checker.OfText, await Ask(gate));

        for (var question = 0; question < 100; question++) Assert.Equal(new CheckFailed("resting"), await Ask(gate));
        Assert.Equal(5, _checker.Questions);

        _time.Advance(TimeSpan.FromSeconds(16));
        var release = new TaskCompletionSource();
        (_checker.OfText, _checker.During) = (new Checked([]), _ => release.Task);
        var trial = Ask(gate);
        Assert.Equal(new CheckFailed("resting"), await Ask(gate));
        release.SetResult();
        Assert.IsType<Checked>(await trial);
        Assert.IsType<Checked>(await Ask(gate));
    }

    [Fact]
    public async Task Checker_ThatDoesNotTakeWhatItIsAsked_DoesNotRest()
    {
        _checker.OfText = new CheckFailed("invalid_request", IsSick: false);
        using var gate = new CheckerGate(_checker, new SafetyOptions(), _time);

        for (var question = 0; question < 50; question++) Assert.Equal(_checker.OfText, await Ask(gate));
    }

    [Fact]
    public async Task Checker_ThatThrows_CountsAsOneThatDidNotAnswer()
    {
        _checker.During = _ => throw new InvalidOperationException("the text of a prompt");
        using var gate = new CheckerGate(_checker, new SafetyOptions(), _time);

        Assert.Equal(new CheckFailed("defect_InvalidOperationException"), await Ask(gate));
    }

    [Fact]
    public async Task Asker_ThatGoes_EndsItsQuestionAndTellsNothingOfTheChecker()
    {
        _checker.During = patience => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, patience);
        using var gate = new CheckerGate(_checker, new SafetyOptions(), _time);
        for (var question = 0; question < 10; question++)
        {
            using var asker = new CancellationTokenSource();
            var asked = gate.Ask((checker, patience) => checker.CheckText("a text", patience), asker.Token);
            await asker.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        }

        _checker.During = static _ => Task.CompletedTask;
        Assert.IsType<Checked>(await Ask(gate));
    }

    private static Task<CheckAnswer> Ask(CheckerGate gate) => gate.Ask(static (checker, patience) => checker.CheckText("a text", patience), CancellationToken.None);
}
