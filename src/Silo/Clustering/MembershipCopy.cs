using StackExchange.Redis;

namespace DonatelloAI.Silo.Clustering;

/// <summary>What a look at the cluster's members found.</summary>
internal enum MembershipState
{
    /// <summary>This silo is among them.</summary>
    Known,

    /// <summary>Redis had lost all of them, and has them again.</summary>
    Restored,

    /// <summary>There are members, and this silo is none of them.</summary>
    Forgotten,
}

/// <summary>
/// The cluster's members as Redis last had them, to be put back should Redis lose its data. They come back as one piece and with the
/// version that they had, so that no silo ever reads half of them, and only where Redis has nothing: what others wrote stays.
/// </summary>
/// <param name="redis">Redis.</param>
/// <param name="key">Where the members are: a hash with a field for each, and one for their version.</param>
/// <param name="self">The field of this silo.</param>
internal sealed class MembershipCopy(IDatabase redis, RedisKey key, string self)
{
    private HashEntry[] _members = [];

    /// <summary>Looks at the members, and puts them back when they are gone.</summary>
    /// <exception cref="RedisException">Redis does not answer; nothing is known then.</exception>
    public async Task<MembershipState> Look()
    {
        var members = await redis.HashGetAllAsync(key);
        if (members.Any(member => member.Name == self))
        {
            _members = members;
            return MembershipState.Known;
        }

        return members.Length == 0 && _members.Length > 0 && await Restore() ? MembershipState.Restored : MembershipState.Forgotten;
    }

    private async Task<bool> Restore()
    {
        var transaction = redis.CreateTransaction();
        transaction.AddCondition(Condition.KeyNotExists(key));
        var written = transaction.HashSetAsync(key, _members);
        if (!await transaction.ExecuteAsync())
        {
            return false;
        }

        await written;
        return true;
    }
}
