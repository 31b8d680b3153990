using DonatelloAI.Hosting;

namespace DonatelloAI.Silo.Commands;

/// <summary>The verbs of this program, for operators of a cluster. Without one it runs a silo.</summary>
internal static class SiloCommands
{
    private const string Usage = $"""
        A silo of a DonatelloAI cluster, and what its operators do to the installation.

          (no command)          runs a silo; --urls says where its health is asked for, {SiloProcess.DefaultUrls} unless told otherwise
          migrate               brings the database's schema and the model catalogue to this version
            --to NAME           goes up or down to a migration instead; 0 removes every table
            --script            prints the SQL instead of running it; --from NAME begins there and not at an empty database
            --wait SECONDS      waits that long for a database that does not answer yet
          make-keys             makes the keys of an installation in Keys:Folder, for silos and front ends
          create-organization   makes the first organisation, its department and its administrator with an API key
            --key-file FILE     where the key is written; the other options have defaults:
            --name, --domain, --zone, --email, --budget AUD
          bind-issuer           says which identity provider vouches for an organisation's people
            --organization ID   the organisation
            --issuer URL        the issuer of the provider's ID tokens, with --audience CLIENT-ID and, for Entra ID, --tenant ID
            --remove            takes the binding away
          import-catalogue FILE takes a catalogue file over: adds its models, makes changed prices new versions, follows what vendors announce
            --dry-run           prints the differences and changes nothing
          rotate-keys           makes the announced master key the active one, and wraps everybody's key under it
            --announce          adds a master key that opens and does not close yet; start every process anew after it
          --help                this text

        Everything else is configuration: --ConnectionStrings:Database "Host=...", or the same as an environment variable
        (ConnectionStrings__Database). What each command lacks, it says.
        """;

    /// <summary>Runs what the command line asks for.</summary>
    /// <exception cref="StartRefusedException">It cannot be done, for a reason that can be remedied.</exception>
    public static Task Run(string[] arguments) => arguments switch
    {
        ["--help" or "-h", ..] or [_, "--help" or "-h"] => Console.Out.WriteLineAsync(Usage),
        ["migrate", .. var rest] => MigrateCommand.Run(rest),
        ["make-keys", .. var rest] => KeyCommands.Make(rest),
        ["rotate-keys", .. var rest] => KeyCommands.Rotate(rest),
        ["import-catalogue", .. var rest] => ImportCatalogueCommand.Run(rest),
        ["bind-issuer", .. var rest] => BindIssuerCommand.Run(rest),
        ["create-organization", .. var rest] => CreateOrganizationCommand.Run(rest),
        [var verb, ..] when !verb.StartsWith('-') => throw new StartRefusedException($"{verb} is not a command: --help lists those that are."),
        _ => SiloProcess.Run(arguments),
    };
}
