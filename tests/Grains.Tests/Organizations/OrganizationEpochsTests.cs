using DonatelloAI.Grains.Organizations;

namespace DonatelloAI.Grains.Tests.Organizations;

public sealed class OrganizationEpochsTests
{
    private readonly OrganizationEpochs _epochs = new();

    [Fact]
    public void Raise_OfAnOrganisation_EndsWhatWasReadBeforeOfItAlone()
    {
        var (mine, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var before = _epochs.Current;

        _epochs.Raise(mine);

        Assert.Equal((false, true, true), (_epochs.Covers(mine, before), _epochs.Covers(other, before), _epochs.Covers(mine, _epochs.Current)));
    }

    [Fact]
    public void Raise_OfMoreOrganisationsThanAreToldApart_EndsWhatWasReadOfAll()
    {
        var (first, stranger) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var before = _epochs.Current;
        _epochs.Raise(first);
        for (var i = 1; i < OrganizationEpochs.MaxOrganizations; i++)
        {
            _epochs.Raise(Guid.CreateVersion7());
        }

        Assert.True(_epochs.Covers(stranger, before));

        _epochs.Raise(Guid.CreateVersion7());

        Assert.Equal((false, false, true), (_epochs.Covers(stranger, before), _epochs.Covers(first, before), _epochs.Covers(first, _epochs.Current)));
    }
}
