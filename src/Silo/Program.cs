using DonatelloAI.Silo;
using DonatelloAI.Silo.Commands;

try
{
    await SiloCommands.Run(args);
    return Environment.ExitCode;
}
catch (Exception failure) when (SiloFailure.Explain(failure) is { } sentences)
{
    await Console.Error.WriteLineAsync(sentences);
    return 1;
}
