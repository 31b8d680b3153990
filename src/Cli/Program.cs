using System.CommandLine;
using DonatelloAI.Cli.Health;

var root = new RootCommand("DonatelloAI from the command line: speaks HTTP to a front end.");
root.Subcommands.Add(HealthCommand.Create());
return await root.Parse(args).InvokeAsync();
