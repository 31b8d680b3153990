using DonatelloAI.Api;
using DonatelloAI.Hosting;

try
{
    await ApiProcess.Run(args);
    return 0;
}
catch (Exception failure) when (StartFailure.Explain(failure) is { } sentences)
{
    await Console.Error.WriteLineAsync(sentences);
    return 1;
}
