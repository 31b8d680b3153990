// The front end as a process of its own needs a cluster to speak to. Until it can join one, it says so and stays out of the way.
await Console.Error.WriteLineAsync(
    "The front end cannot run apart from the silo yet, because it does not join a cluster: start DonatelloAI.Standalone, which holds both.");
return 1;
