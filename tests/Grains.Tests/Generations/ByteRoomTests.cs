using DonatelloAI.Grains.Generations;

namespace DonatelloAI.Grains.Tests.Generations;

public sealed class ByteRoomTests
{
    [Fact]
    public async Task Take_WhileThereIsRoom_IsGrantedAtOnce()
    {
        var room = new ByteRoom(10);

        using var first = await room.Take(4);
        using var second = await room.Take(6);

        Assert.False(room.Take(1).IsCompleted);
    }

    [Fact]
    public async Task Take_OfMoreThanIsLeft_WaitsAndIsNotPassedBySmallerOnes()
    {
        var room = new ByteRoom(10);
        var first = await room.Take(6);

        var (large, small) = (room.Take(8), room.Take(1));
        Assert.Equal((false, false), (large.IsCompleted, small.IsCompleted));
        first.Dispose();
        using var granted = await large;

        using var after = await small;
        Assert.False(room.Take(2).IsCompleted);
    }

    [Fact]
    public async Task Take_OfMoreThanTheRoom_TakesAllOfIt()
    {
        var room = new ByteRoom(10);

        var whole = await room.Take(1_000);
        var next = room.Take(1);
        Assert.False(next.IsCompleted);
        whole.Dispose();

        (await next).Dispose();
    }
}
