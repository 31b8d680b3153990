using DonatelloAI.Storage.OrleansTables;
using DonatelloAI.Storage.Tests.Schema;

namespace DonatelloAI.Storage.Tests.OrleansTables;

/// <summary>SQL Server without a server: every statement that Orleans sends is parsed and compiled against the schema.</summary>
public sealed class SqlServerQueryTests
{
    /// <summary>What Orleans passes along, with the types it gives it.</summary>
    private const string Parameters =
        """
        DECLARE @GrainIdHash int, @GrainTypeHash int, @GrainIdN0 bigint, @GrainIdN1 bigint, @GrainTypeString nvarchar(4000),
            @GrainIdExtensionString nvarchar(4000), @ServiceId nvarchar(4000), @GrainStateVersion int, @PayloadBinary varbinary(max),
            @GrainId varchar(8000), @ReminderName nvarchar(4000), @StartTime datetime, @Period int, @GrainHash int,
            @BeginHash int, @EndHash int, @Version int;
        """;

    [Fact]
    public void Queries_OfSqlServer_NameOnlyWhatTheSchemaHas() =>
        Assert.Empty(SqlServerScriptTests.UnresolvedIn(
            OrleansScript.Of(StorageEngine.SqlServer).Queries.Select(query => $"{Parameters}\n{query.Value}")));

    [Fact]
    public void Compiler_GivenAQueryWithAForeignColumn_SaysSo() =>
        Assert.NotEmpty(SqlServerScriptTests.UnresolvedIn(["SELECT [Nowhere] FROM [dbo].[OrleansStorage];"]));

    [Theory]
    [InlineData(StorageEngine.Postgres)]
    [InlineData(StorageEngine.SqlServer)]
    public void Queries_OfEveryEngine_HaveTheSameNames(StorageEngine engine) =>
        Assert.Equal(
            OrleansScript.Of(StorageEngine.Sqlite).Queries.Select(query => query.Key),
            OrleansScript.Of(engine).Queries.Select(query => query.Key));
}
