namespace DonatelloAI.Contracts.Tests;

/// <summary>Known answers: an id that changes between versions would pay twice for one attempt.</summary>
public sealed class DerivedIdTests
{
    private static readonly Guid Source = new("0198c0de-1234-7abc-8def-0123456789ab");
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void Ids_OfAKnownSource_AreTheKnownAnswers()
    {
        Assert.Equal(new Guid("0198c0de-1234-8059-8c8b-6c12f4c888d4"), DerivedId.Hold(Source, 1));
        Assert.Equal(new Guid("0198c0de-1234-83b1-a710-d48b37e539e8"), DerivedId.Hold(Source, 2));
        Assert.Equal(new Guid("0198c0de-1234-8273-a75d-ce1a2e30b5a6"), DerivedId.BatchHold(Source));
        Assert.Equal(new Guid("0198c0de-1234-8b88-a31e-c049133ee488"), DerivedId.CostEvent(Source));
        Assert.Equal(new Guid("019b7ca9-8f2e-814a-8272-20652da1c11a"), DerivedId.LedgerEvent(Source, 32, At));
    }

    [Fact]
    public void Ids_OfAnySource_AreOfVersionEightAndTheStandardVariant()
    {
        Guid[] sources = [Guid.Empty, Guid.AllBitsSet, Source, .. Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7())];

        Assert.All(sources.SelectMany(AllOf), id => Assert.Equal((8, 0b10), (id.Version, id.Variant >> 2)));
    }

    [Fact]
    public void Ids_OfASource_KeepItsFirstFortyEightBits()
    {
        var leader = Source.ToString()[..13];

        Assert.All([DerivedId.Hold(Source, 1), DerivedId.BatchHold(Source), DerivedId.CostEvent(Source)], id => Assert.StartsWith(leader, id.ToString()));
    }

    [Fact]
    public void LedgerEvent_IsLedByItsTime()
    {
        var earlier = DerivedId.LedgerEvent(Source, 2, At);
        var later = DerivedId.LedgerEvent(Source, 1, At.AddMilliseconds(1));

        Assert.Equal(Guid.CreateVersion7(At).ToString()[..13], earlier.ToString()[..13]);
        Assert.True(earlier.CompareTo(later) < 0);
    }

    [Fact]
    public void Ids_OfDifferentPurposesNumbersOrSources_Differ()
    {
        var ids = Enumerable.Range(0, 100).SelectMany(number => new[]
        {
            DerivedId.Hold(Source, number),
            DerivedId.LedgerEvent(Source, number, At),
        }).Append(DerivedId.BatchHold(Source)).Append(DerivedId.CostEvent(Source)).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.NotEqual(DerivedId.Hold(Source, 1), DerivedId.Hold(new Guid("0198c0de-1234-7abc-8def-0123456789ac"), 1));
    }

    [Fact]
    public void Request_WithAnIdempotencyKey_NamesTheSameWorkAgainAndOtherWorkOtherwise()
    {
        var (organization, user) = (Source, new Guid("0198c0de-1234-7abc-8def-0123456789ac"));
        Guid[] ids =
        [
            DerivedId.Generation(organization, user, "k", 0),
            DerivedId.Generation(organization, user, "k", 1),
            DerivedId.Generation(organization, user, "l", 0),
            DerivedId.Generation(user, organization, "k", 0),
            DerivedId.Group(organization, user, "k"),
            DerivedId.Operation(organization, user, "PUT /a", "bk"),
            DerivedId.Operation(organization, user, "PUT /ab", "k"),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids[0], DerivedId.Generation(organization, user, "k", 0));
        Assert.Equal(ids[4], DerivedId.Group(organization, user, "k"));
        Assert.All(ids, id => Assert.Equal((8, 0b10), (id.Version, id.Variant >> 2)));
        Assert.Equal(Expected(organization, user, "POST /v1/generations", "k", 1), ids[1]);
    }

    /// <summary>The rule once more, written another way.</summary>
    private static Guid Expected(Guid organization, Guid user, string route, string key, int index)
    {
        static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
        static byte[] Text(string text) => [.. Number(text.Length), .. System.Text.Encoding.ASCII.GetBytes(text)];
        byte[] input = [.. organization.ToByteArray(bigEndian: true), .. user.ToByteArray(bigEndian: true), .. Text(route), .. Text(key), .. Number(index)];
        var hash = System.Security.Cryptography.SHA256.HashData(input);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    private static IEnumerable<Guid> AllOf(Guid source) =>
        [DerivedId.Hold(source, 1), DerivedId.BatchHold(source), DerivedId.CostEvent(source), DerivedId.LedgerEvent(source, 7, At)];
}
