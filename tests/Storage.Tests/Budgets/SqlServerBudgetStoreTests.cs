using DonatelloAI.Storage.Tests.Schema;
using DonatelloAI.Testing;

namespace DonatelloAI.Storage.Tests.Budgets;

[NeedsServer(SqlServerDatabases.Variable)]
public sealed class SqlServerBudgetStoreTests() : BudgetStoreTests(null)
{
    protected override Task<TestDatabase> MakeDatabaseAsync() => SqlServerDatabases.MakeAsync();
}

[NeedsServer(SqlServerDatabases.Variable)]
public sealed class SqlServerStoreFaultTests() : StoreFaultTests(null)
{
    protected override Task<TestDatabase> MakeDatabaseAsync() => SqlServerDatabases.MakeAsync();
}
