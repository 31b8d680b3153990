// Each measurement is a command of its own; none is registered here yet.
await Console.Error.WriteLineAsync("There is nothing to measure yet.");
return 1;
