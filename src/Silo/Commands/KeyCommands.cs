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

    /// <summary>Makes the keys of a new installation; those that are there stay as they are.</summary>
    public static async Task Make(string[] arguments)
    {
        var place = CommandServices.KeyPlace(CommandArguments.Parse(arguments, [], NoOptions));
        if (place is KeyFolder folder)
        {
            PrivateFolder.Create(folder.Name);
        }

        var hadKeys = KeyRing.IsIn(place);
        var keys = hadKeys ? KeyRing.Open(place) : KeyRing.OpenOrMake(place);
        keys.PublishFrontKeys();
        await Console.Out.WriteLineAsync(hadKeys
            ? $"{place.Name} has its keys already; they stay as they are."
            : $"The keys of the installation are in {place.Name}: back them up, since nothing in the database can be read without them. Front ends need {FrontOf(place)} only.");
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
        await Console.Out.WriteLineAsync(parsed.Has("--announce") ? Announce(ring) : await KeyRotation.Run(contexts, ring, Activate));
    }

    private static string Announce(KeyRing ring)
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
