using DonatelloAI.Contracts;
using DonatelloAI.Contracts.Organizations;
using DonatelloAI.Grains.Organizations;

namespace DonatelloAI.Grains.Tests.Organizations;

/// <summary>An organisation whose changes may end between their two commits.</summary>
internal sealed class ModelOrganization(int departments)
{
    private readonly Dictionary<Guid, (Money Budget, Money? Share)> _departments =
        Enumerable.Range(0, departments).ToDictionary(Id, _ => (Money.Zero, (Money?)null));

    private Money? _cap;

    public void Do(int verb, int department, Money amount, bool crashes)
    {
        switch (verb)
        {
            case 0:
                Commit(AllotmentRules.SetCap(State(), amount));
                break;
            case 1 when crashes:
                Commit(AllotmentRules.SetCap(State(), null));
                break;
            case 2:
                Commit(AllotmentRules.Create(State(), New(_departments.Count, amount)));
                break;
            default:
                SetBudget(Id(department), amount, crashes);
                break;
        }
    }

    public void AssertWithinCap()
    {
        Assert.All(_departments.Values, department => Assert.Equal(_cap is null, department.Share is null));
        if (_cap is { } cap)
        {
            Assert.All(_departments.Values, department => Assert.True(department.Budget <= department.Share));
            Assert.True(_departments.Values.Sum(department => department.Share!.Value.Micros) <= cap.Micros);
        }
    }

    private static Guid Id(int department) => new(department + 1, 0, 0, new byte[8]);

    private static CreateDepartment New(int department, Money budget) =>
        new() { DepartmentId = Id(department), ActorId = Guid.Empty, Name = "", Code = "", MonthlyBudget = budget };

    private void SetBudget(Guid id, Money wanted, bool crashes)
    {
        if (!Commit(AllotmentRules.Raise(State(), id, wanted)) || crashes)
        {
            return;
        }

        var (budget, share) = _departments[id];
        if (wanted <= budget || share is null || wanted <= share)
        {
            _departments[id] = (wanted, share);
            Commit(AllotmentRules.Trim(State(), id));
        }
    }

    private bool Commit(AllotmentDecision decision)
    {
        foreach (var allotment in decision.Change?.Allotments ?? [])
        {
            var (budget, share) = _departments[allotment.DepartmentId];
            Assert.Equal(share, allotment.Before);
            Assert.True(allotment.After is null || budget <= allotment.After);
            _departments[allotment.DepartmentId] = (budget, allotment.After);
        }

        _cap = decision.Change is { } change ? change.MonthlyCap : _cap;
        if (decision.Change?.Created is { } created)
        {
            _departments.Add(created.DepartmentId, (created.MonthlyBudget, _cap is null ? null : created.MonthlyBudget));
        }

        return decision.Refusal is null;
    }

    private OrganizationAllotments State() => new()
    {
        OrganizationId = Guid.Empty,
        Version = 0,
        MonthlyCap = _cap,
        Departments = [.. _departments.Select(department => new Allotment(department.Key, department.Value.Budget, department.Value.Share))],
    };
}
