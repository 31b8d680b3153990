using DonatelloAI.Silo;
using DonatelloAI.Standalone;

try
{
    var arguments = StandaloneArguments.Parse(args);
    if (arguments.Help)
    {
        await Console.Out.WriteLineAsync(StandaloneArguments.Usage);
        return 0;
    }

    if (arguments.RotateKeys)
    {
        await Console.Out.WriteLineAsync(await StandaloneKeys.Rotate(arguments.Data));
        return 0;
    }

    if (arguments.BindsIssuer)
    {
        await Console.Out.WriteLineAsync(await StandaloneIssuer.Run(arguments));
        return 0;
    }

    using var folder = DataFolder.Open(arguments.Data);
    await using var app = StandaloneHost.Build(arguments, folder);
    await StandaloneHost.Run(app);
    return 0;
}
catch (Exception failure) when (SiloFailure.Explain(failure) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
