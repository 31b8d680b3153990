using DonatelloAI.Blobs;
using DonatelloAI.Hosting.Keys;
using DonatelloAI.Silo.Encryption;
using DonatelloAI.Silo.Persistence;
using DonatelloAI.Storage;
using Microsoft.EntityFrameworkCore;

namespace DonatelloAI.Silo.Commands;

/// <summary><c>make-keys</c> and <c>rotate-keys</c>: the keys of an installation.</summary>
internal static class KeyCommands
{
    private static readonly Dictionary<string, string> NoOptions = [];

    private const string Next =
        "start every silo anew that has not been since, then run rotate-keys again; once it answers 0 keys, nothing is left under older versions.";

    /// <summary>Makes the keys of a new installation; those that are there stay as they are.</summary>
    public static Task Make(string[] arguments) =>
        Console.Out.WriteLineAsync(MakeIn(CommandServices.KeyPlace(CommandArguments.Parse(arguments, [], NoOptions))));

    /// <summary>Makes keys in a place that has none, and says what holds now.</summary>
    internal static string MakeIn(IKeyPlace place)
    {
        if (place is KeyFolder folder)
        {
            PrivateFolder.Create(folder.Name);
        }

        var hadKeys = KeyRing.IsIn(place);
        var keys = hadKeys ? KeyRing.Open(place) : KeyRing.OpenOrMake(place);
        keys.PublishFrontKeys();
        return hadKeys
            ? $"{place.Name} has its keys already; they stay as they are."
            : $"The keys of the installation are in {place.Name}: back them up, since nothing in the database can be read without them. Front ends need {FrontOf(place)} only.";
    }

    private static string FrontOf(IKeyPlace place) => place is KeyFolder ? place.Front.Name : "the secrets that begin with donatello-front-";

    /// <summary>Announces a master key, or makes the announced one active and wraps everybody's key under it.</summary>
    public static async Task Rotate(string[] arguments)
    {
        var parsed = CommandArguments.Parse(arguments, ["--announce"], NoOptions);
        await using var services = CommandServices.OnDatabaseAndKeys(parsed);
        var contexts = services.GetRequiredService<IDbContextFactory<DonatelloContext>>();
        await DatabaseCheck.Run(services);
        var ring = services.GetRequiredService<KeyRing>();
        await Console.Out.WriteLineAsync(parsed.Has("--announce")
            ? Announce(ring)
            : await RotationWatch.OnConsole(Next, watch => Rotate(contexts, ring, watch)));
    }

    /// <summary>Makes the announced master key of a ring the active one, and says what holds now.</summary>
    internal static Task<string> Rotate(IDbContextFactory<DonatelloContext> contexts, KeyRing ring, RotationWatch watch) =>
        KeyRotation.Run(contexts, ring, Activate, watch);

    /// <summary>Announces a master key, unless one is, and says what to do next.</summary>
    internal static string Announce(KeyRing ring)
    {
        var announced = ring.HasAnnounced ? ring : ring.Announce();
        announced.PublishFrontKeys();
        return $"Master key version {announced.Masters.Versions.Max()} is announced: start every silo and front end anew, one after the other, then run rotate-keys.";
    }

    /// <summary>Without an announced key this only wraps what is left under the active one: a silo that runs would not know another.</summary>
    private static KeyRing Activate(KeyRing ring)
    {
        var active = ring.HasAnnounced ? ring.Rotate() : ring;
        active.PublishFrontKeys();
        return active;
    }
}
