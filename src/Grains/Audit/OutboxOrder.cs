namespace DonatelloAI.Grains.Audit;

/// <summary>
/// The order in which rows enter their chains: by time, and each subject's by its version. Clocks of silos differ, so a subject's rows
/// take the places that the subject has by time, in the order of their versions.
/// </summary>
internal static class OutboxOrder
{
    public static IReadOnlyList<OutboxEvent> Of(IEnumerable<OutboxEvent> rows)
    {
        var byTime = rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.SubjectVersion).ThenBy(row => row.Id).ToList();
        var bySubject = byTime
            .GroupBy(row => (row.SubjectType, row.SubjectId))
            .ToDictionary(subject => subject.Key, subject => new Queue<OutboxEvent>(subject.OrderBy(row => row.SubjectVersion)));
        return byTime.ConvertAll(row => bySubject[(row.SubjectType, row.SubjectId)].Dequeue());
    }
}
