using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Providers.Http;
using DonatelloAI.Testing;
using DonatelloAI.Testing.Providers;

namespace DonatelloAI.Providers.Tests.Conformance;

/// <summary>What adapters of vendors with jobs must do beside: a job is all that is stored, and it outlives processes and lost questions.</summary>
/// <typeparam name="TVendor">The fake that the adapter talks to.</typeparam>
public abstract class JobConformance<TVendor> : AdapterConformance<TVendor>
    where TVendor : FakeJobVendor
{
    /// <summary>What a job that the vendor forgot ends with.</summary>
    protected abstract (ProviderError Error, BilledState Billed) Lost { get; }

    [Fact]
    public async Task Poll_AfterARestart_BringsTheImageFromTheStoredJobAlone()
    {
        var stored = Stored(await Working());

        var answer = await Polled(New(), stored);

        Assert.True(Assert.IsType<ProviderDone>(answer).Image.Span.SequenceEqual(FakeVendor.SmallImage));
        Assert.Single(Vendor.Calls);
    }

    [Fact]
    public async Task Start_Job_StoresNeitherKeyNorPrompt()
    {
        var job = await Working();

        Assert.True(job.Id is { Length: > 0 and <= 255 } && job.PollAfter > TimeSpan.Zero);
        Assert.DoesNotContain(Secret, job.StateJson ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain(Prompt, job.StateJson ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VendorFault.ResetBeforeHeaders, ProviderError.OutcomeUnknown)]
    [InlineData(VendorFault.ResetMidBody, ProviderError.OutcomeUnknown)]
    [InlineData(VendorFault.BadGateway, ProviderError.OutcomeUnknown)]
    [InlineData(VendorFault.HtmlPage, ProviderError.InvalidAnswer)]
    [InlineData(VendorFault.TruncatedJson, ProviderError.InvalidAnswer)]
    [InlineData(VendorFault.Overloaded, ProviderError.ServerError)]
    [InlineData(VendorFault.RateLimitedSeconds, ProviderError.RateLimited)]
    public async Task Poll_QuestionThatFails_LeavesTheJobAsItIs(VendorFault fault, ProviderError error)
    {
        var job = await Working();
        Vendor.NextQuestions(fault);

        var refused = Checked(await New().Poll(Call, Stored(job), default).WaitAsync(Deadline));

        // Unknown and passing: whoever drives the call asks again.
        Assert.Equal((error, BilledState.Unknown, true), (refused.Error, refused.Billed, RetryRule.IsPassing(refused.Error)));
        Assert.IsType<ProviderDone>(await Polled(New(), Stored(job)));
        Assert.Single(Vendor.Calls);
    }

    [Fact]
    public async Task Poll_NoAnswerInTime_LeavesTheJobAsItIs()
    {
        var job = await Working();
        Vendor.NextQuestions(VendorFault.Hang);
        var answer = New().Poll(Call, Stored(job), default);
        await Eventually.True(() => Vendor.Questions.Count == 1, Deadline, "the vendor was asked");

        Time.Advance(VendorRequest.QuestionTimeout + TimeSpan.FromSeconds(1));

        var refused = Checked(await answer.WaitAsync(Deadline));
        Assert.Equal((ProviderError.OutcomeUnknown, BilledState.Unknown), (refused.Error, refused.Billed));
    }

    [Fact]
    public async Task Poll_CalledOff_Throws()
    {
        var job = await Working();
        Vendor.NextQuestions(VendorFault.Hang);
        using var stop = new CancellationTokenSource();
        var answer = New().Poll(Call, Stored(job), stop.Token);
        await Eventually.True(() => Vendor.Questions.Count == 1, Deadline, "the vendor was asked");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Poll_JobThatFailed_IsAServerErrorAndUnbilled()
    {
        var refused = await Refused(VendorFault.JobFailed);

        Assert.Equal((ProviderError.ServerError, BilledState.No), (refused.Error, refused.Billed));
    }

    [Fact]
    public async Task Poll_JobThatTheVendorForgot_EndsAsItsVendorsDo()
    {
        var job = await Working();
        Vendor.ForgetJobs();

        var refused = Checked(await New().Poll(Call, Stored(job), default).WaitAsync(Deadline));

        Assert.Equal(Lost, (refused.Error, refused.Billed));
    }

    /// <summary>A job as a driver reads it from the database.</summary>
    protected static ProviderJob Stored(ProviderJob job) => new(job.Id, TimeSpan.Zero, job.StateJson);

    protected async Task<ProviderJob> Working() => Assert.IsType<ProviderWorking>(await New().Start(Call, default).WaitAsync(Deadline)).Job;

    protected async Task<ProviderAnswer> Polled(IImageProvider adapter, ProviderJob job)
    {
        ProviderAnswer answer;
        var questions = 0;
        do
        {
            Assert.True(questions++ <= Vendor.PendingQuestions, "The job never ends.");
            answer = await adapter.Poll(Call, job, default).WaitAsync(Deadline);
        }
        while (answer is ProviderWorking);
        return answer;
    }
}
