using DonatelloAI.Grains.Generations;

namespace DonatelloAI.Grains.Providers.Scheduling;

/// <summary>
/// Waiting generations of one class, served department by department in turn and oldest first within each. A department that
/// waits is passed by each other one at most once before its turn comes.
/// </summary>
internal sealed class FairQueue
{
    private readonly Dictionary<Guid, Department> _departments = [];
    private readonly Queue<Department> _turns = new();

    public int Count { get; private set; }

    /// <summary>The most that one department has here.</summary>
    public int Longest => _departments.Count == 0 ? 0 : _departments.Values.Max(department => department.Items.Count);

    public int CountOf(Guid departmentId) => _departments.TryGetValue(departmentId, out var department) ? department.Items.Count : 0;

    public void Add(WaitingGeneration item)
    {
        if (!_departments.TryGetValue(item.DepartmentId, out var department))
        {
            department = new Department(item.DepartmentId);
            _departments.Add(department.Id, department);
            _turns.Enqueue(department);
        }

        if (department.Items.Add(item)) Count++;
    }

    /// <summary>A department that this leaves empty keeps its turn until the turn comes.</summary>
    public void Remove(WaitingGeneration item)
    {
        if (_departments.TryGetValue(item.DepartmentId, out var department) && department.Items.Remove(item)) Count--;
    }

    /// <summary>The next in turn; null when nobody waits.</summary>
    public WaitingGeneration? Take()
    {
        while (_turns.TryDequeue(out var department))
        {
            if (department.Items.Count == 0)
            {
                _departments.Remove(department.Id);
                continue;
            }

            var item = department.Items.Min;
            department.Items.Remove(item);
            Count--;
            PutBack(department);
            return item;
        }

        return null;
    }

    /// <summary>Takes out the newest of the department that has most.</summary>
    public WaitingGeneration Evict()
    {
        var item = _departments.Values.MaxBy(department => department.Items.Count)!.Items.Max;
        Remove(item);
        return item;
    }

    private void PutBack(Department department)
    {
        if (department.Items.Count > 0)
        {
            _turns.Enqueue(department);
        }
        else
        {
            _departments.Remove(department.Id);
        }
    }

    private sealed class Department(Guid id)
    {
        public Guid Id { get; } = id;

        public SortedSet<WaitingGeneration> Items { get; } = new(OldestFirst);
    }

    private static readonly Comparer<WaitingGeneration> OldestFirst = Comparer<WaitingGeneration>.Create(static (left, right) =>
        left.CreatedAt.CompareTo(right.CreatedAt) is var byAge and not 0 ? byAge : left.Id.CompareTo(right.Id));
}
