using System.Text.Json.Nodes;
using DonatelloAI.Providers.ComfyUi;

namespace DonatelloAI.Providers.Tests.ComfyUi;

public sealed class WorkflowTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Fill_Placeholders_KeepTheirKindAndStayInTheirString()
    {
        Write("""{"1":{"class_type":"A","inputs":{"seed":"{{seed}}","size":["{{width}}","{{height}}"],"text":"best, {{prompt}}, {{seed}}","not":"{{negative_prompt}}","cfg":7.5}}}""");
        var call = Sample.Call("\"} {{seed}} \\ fox") with { NegativePrompt = "blur" };

        var inputs = Workflow.Read(_folder, "w").Workflow!.Fill(call, 42)["1"]!["inputs"]!;

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"seed":42,"size":[1024,1024],"text":"best, \"} {{seed}} \\ fox, 42","not":"blur","cfg":7.5}"""), inputs));
    }

    [Theory]
    [InlineData("not json", "is no JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"nodes":[],"links":[]}""", "API format")]
    [InlineData("""{"1":{"class_type":"A","inputs":{}}}""", "{{prompt}}")]
    [InlineData("""{"1":{"class_type":"A","inputs":{"a":"{{prompt}}","b":"{{steps}}"}}}""", "'steps'")]
    public void Read_WrongWorkflow_SaysWhatIsWrong(string workflow, string problem)
    {
        Write(workflow);

        Assert.Contains(problem, Workflow.Read(_folder, "w").Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("absent")]
    public void Read_NameThatNamesNone_IsRefused(string model) => Assert.NotNull(Workflow.Read(_folder, model).Problem);

    private void Write(string workflow) => File.WriteAllText(Path.Combine(_folder, "w.json"), workflow);
}
