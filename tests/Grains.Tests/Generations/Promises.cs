using System.Text;
using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Budgets;
using DonatelloAI.Contracts.Generations;
using DonatelloAI.Grains.Generations;
using DonatelloAI.Grains.Providers;
using DonatelloAI.Storage;

namespace DonatelloAI.Grains.Tests.Generations;

/// <summary>What holds for every story once it has ended, whatever happened in it.</summary>
internal static class Promises
{
    /// <summary>The work has an end, its files are there, and every cent leads to an attempt.</summary>
    public static async Task Hold(Story story, LifeWorld world)
    {
        var record = await story.Find();
        Assert.True(record.HasEnded, $"it stands as {record.Status} with {string.Join(", ", record.Attempts.Select(a => a.State))}");
        await FilesAreThere(story, record);
        Assert.Null((await story.Verify()).FirstDifference);
        await NothingIsHeldButUnknown(story, record);
        await PurchasesAreHeldOrCharged(story, record);
        await world.AssumeAfterADay();
        await EverythingIsClosed(story);
        Assert.All(world.Pool.Returned, returned => Assert.True(returned.Count <= 1, "a slot came back twice"));
    }

    private static async Task FilesAreThere(Story story, GenerationRecord record)
    {
        Assert.Equal(record.Status == GenerationStatus.Completed, record.ImageName is not null);
        if (record.ImageName is null)
        {
            return;
        }

        var images = story.Ground.NewImageStore(TimeProvider.System);
        Assert.True(ImageName.TryParse(record.ImageName, out var image));
        Assert.True(await images.Exists(image), "the image is missing");
        Assert.True(ImageName.TryParse(record.ThumbnailName, out var thumbnail), "the thumbnail has no name");
        Assert.Equal(new ImageName(image.OrganizationId, image.GenerationId, image.AttemptNo, ImagePart.Thumbnail), thumbnail);
        await DescriptionOpens(story, record, image);
    }

    private static async Task DescriptionOpens(Story story, GenerationRecord record, ImageName image)
    {
        await using var reader = new LifeWorld(story);
        var shelf = new PictureShelf(reader.Services, image.OrganizationId, story.Id, image.AttemptNo);
        var description = await shelf.ReadDescription(record, CancellationToken.None);
        Assert.True(description is not null, "the description is missing");
        Assert.Contains(Story.Prompt, description, StringComparison.Ordinal);
    }

    private static async Task NothingIsHeldButUnknown(Story story, GenerationRecord record)
    {
        var unknown = record.Attempts.Where(attempt => attempt.State == AttemptState.Unknown).Select(attempt => attempt.HoldId).Order();
        var open = (await story.Ledger()).OpenHolds.Select(hold => hold.Id).Order();
        Assert.Equal(unknown, open);
        Assert.DoesNotContain(record.Attempts, attempt => attempt is { CallKind: CallKind.Repeatable, State: AttemptState.Unknown });
    }

    /// <summary>Each purchase has an attempt of its own, which is charged already or keeps its ceiling held.</summary>
    private static async Task PurchasesAreHeldOrCharged(Story story, GenerationRecord record)
    {
        var charged = (await story.Costs()).Select(cost => cost.AttemptNo);
        var held = record.Attempts.Where(attempt => attempt.State == AttemptState.Unknown).Select(attempt => attempt.AttemptNo);
        var bought = story.Vendor.Purchases.Select(purchase => purchase.AttemptNo).ToList();
        Assert.Equal(bought.Count, bought.Distinct().Count());
        Assert.Empty(bought.Except(charged.Concat(held)));
    }

    /// <summary>A day later nothing is held, each purchase is charged once, and what was charged without one is marked as assumed.</summary>
    private static async Task EverythingIsClosed(Story story)
    {
        var ledger = await story.Ledger();
        var costs = await story.Costs();
        var bought = story.Vendor.Purchases.Select(purchase => purchase.AttemptNo).ToList();
        Assert.Empty(ledger.OpenHolds);
        Assert.DoesNotContain((await story.Find()).Attempts, attempt => attempt.State is AttemptState.Started or AttemptState.Unknown);
        Assert.Equal(ledger.Periods.Aggregate(Money.Zero, (sum, period) => sum + period.Spent), costs.Aggregate(Money.Zero, (sum, cost) => sum + cost.Charged));
        Assert.Empty(bought.Except(costs.Select(cost => cost.AttemptNo)));
        Assert.All(costs.Where(cost => !bought.Contains(cost.AttemptNo)), cost => Assert.True(IsFreeOrAssumed(cost)));
        var attempts = (await story.Find()).Attempts;
        Assert.All(costs.Where(cost => bought.Contains(cost.AttemptNo)), cost => Assert.Equal(story.PriceOf(attempts[cost.AttemptNo - 1].Model), cost.Charged));
        Assert.Null((await story.Verify()).FirstDifference);
    }

    private static bool IsFreeOrAssumed((int AttemptNo, Money Charged, CostSource Source) cost) =>
        cost.Charged == Money.Zero || cost.Source == CostSource.Assumed;

    /// <summary>No file of the ground holds a prompt in clear, and no event does.</summary>
    public static async Task NoPromptInClear(Ground ground)
    {
        Assert.Empty(await ground.Database.QueryAsync($"SELECT payload AS \"Value\" FROM outbox WHERE CAST(payload AS text) LIKE '%polished brass%'"));
        var files = Directory.EnumerateFiles(ground.Images, "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        if (ground.Database.Engine == StorageEngine.Sqlite)
        {
            files.AddRange(Directory.EnumerateFiles(Path.GetDirectoryName(ground.Database.File)!));
        }

        foreach (var file in files)
        {
            Assert.False(await HoldsPrompt(file), $"{file} holds a prompt");
        }
    }

    private static async Task<bool> HoldsPrompt(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Story.Prompt)) >= 0;
    }
}
