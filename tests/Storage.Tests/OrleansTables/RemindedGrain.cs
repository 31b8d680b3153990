using Orleans;
using Orleans.Runtime;

namespace DonatelloAI.Storage.Tests.OrleansTables;

/// <summary>A grain that asks to be reminded and says when it was.</summary>
[Alias("donatello.tests.reminded")]
public interface IRemindedGrain : IGrainWithGuidKey
{
    [Alias("Ask")]
    Task Ask(string reminder, TimeSpan period);

    [Alias("Forget")]
    Task Forget(string reminder);

    [Alias("List")]
    Task<List<string>> List();
}

/// <summary>The reminders that came in this silo, as <c>grain/name</c>.</summary>
public sealed class Reminded
{
    private readonly HashSet<string> _names = [];

    public void Add(string name)
    {
        lock (_names)
        {
            _names.Add(name);
        }
    }

    public bool Has(string name)
    {
        lock (_names)
        {
            return _names.Contains(name);
        }
    }
}

public sealed class RemindedGrain(Reminded reminded) : Grain, IRemindedGrain, IRemindable
{
    public Task Ask(string reminder, TimeSpan period) => this.RegisterOrUpdateReminder(reminder, period, period);

    public async Task Forget(string reminder) => await this.UnregisterReminder((await this.GetReminder(reminder))!);

    public async Task<List<string>> List() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        reminded.Add($"{this.GetPrimaryKey()}/{reminderName}");
        return Task.CompletedTask;
    }
}
