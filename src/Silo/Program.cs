using DonatelloAI.Silo;
using DonatelloAI.Silo.Clustering;

var builder = Host.CreateApplicationBuilder(args);
builder.AddSiloConfiguration();
builder.Services.AddConfiguredEncryption();

// One silo, alone: joining others needs a membership table, which this version does not read from its configuration.
builder.AddDonatelloSilo(static silo => silo.UseSingleSilo());

try
{
    using var host = builder.Build();
    await host.RunAsync();
    return 0;
}
catch (Exception failure) when (ConfigurationFailures.Explain(failure) is { } sentences)
{
    await Console.Error.WriteLineAsync(sentences);
    return 1;
}
