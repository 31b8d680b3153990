using DonatelloAI.Silo;
using DonatelloAI.Silo.Clustering;
using Microsoft.Extensions.Options;

var builder = Host.CreateApplicationBuilder(args);
builder.AddSiloConfiguration();

// One silo, alone: joining others needs a membership table, which this version does not read from its configuration.
builder.AddDonatelloSilo(static silo => silo.UseSingleSilo());

try
{
    using var host = builder.Build();
    await host.RunAsync();
    return 0;
}
catch (OptionsValidationException failure)
{
    await Console.Error.WriteLineAsync(failure.Sentences());
    return 1;
}
