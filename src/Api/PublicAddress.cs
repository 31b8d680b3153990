using DonatelloAI.Hosting;

namespace DonatelloAI.Api;

/// <summary>The address under which callers reach the server, where a proxy stands before it.</summary>
public static class PublicAddress
{
    /// <summary>Its key in the configuration.</summary>
    public const string Key = "Api:PublicUrl";

    /// <summary>Reads the configuration; null where nothing is said.</summary>
    /// <exception cref="StartRefusedException">What is said is no address that links can begin with.</exception>
    public static Uri? Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address is { Query: "", Fragment: "", UserInfo: "" }
                ? address
                : throw new StartRefusedException($"{Key} is no address that links can begin with: set it to https://HOST or https://HOST/PATH.");
    }
}
