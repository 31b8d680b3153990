namespace DonatelloAI.Deploy.Tests;

/// <summary>A stage of a Dockerfile: what it begins from, and its instructions.</summary>
internal sealed record Stage(string Name, string Base, IReadOnlyList<(string Word, string[] Arguments)> Instructions)
{
    public IEnumerable<string[]> Of(string word) => Instructions.Where(instruction => instruction.Word == word).Select(instruction => instruction.Arguments);

    /// <summary>What is copied out of the repository.</summary>
    public IEnumerable<string> Sources => Of("COPY")
        .Where(arguments => !arguments.Any(argument => argument.StartsWith("--from=", StringComparison.Ordinal)))
        .SelectMany(arguments => arguments.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).SkipLast(1));

    /// <summary>Reads a Dockerfile: comments out, continued lines joined, a stage from each FROM on.</summary>
    public static IReadOnlyList<Stage> Parse(string text)
    {
        var lines = string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith('#')))
            .Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var stages = new List<(string[] From, List<(string, string[])> Instructions)>();
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "FROM")
            {
                stages.Add((words[1..], []));
            }
            else
            {
                stages[^1].Instructions.Add((words[0], words[1..]));
            }
        }

        return [.. stages.Select(stage => new Stage(stage.From[^1], stage.From[0], stage.Instructions))];
    }
}
