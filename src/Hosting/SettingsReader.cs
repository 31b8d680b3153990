using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace DonatelloAI.Hosting;

/// <summary>
/// Reads what a host must know before it can be composed, and tells all that is wrong with it at once: whoever starts a server
/// for the first time should not be led from one missing key to the next.
/// </summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _failures = [];

    /// <summary>Reads settings and notes what is wrong with them; use nothing of them before <see cref="RefuseIfWrong"/>.</summary>
    public T Read<T>(Func<IConfiguration, T> read)
        where T : class
    {
        var settings = read(configuration);
        var wrong = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), wrong, validateAllProperties: true);
        _failures.AddRange(wrong.Select(static result => result.ErrorMessage!));
        return settings;
    }

    /// <summary>Refuses the start when anything that was read is wrong.</summary>
    /// <exception cref="StartRefusedException">With a sentence a line, each naming its key.</exception>
    public void RefuseIfWrong()
    {
        if (_failures.Count > 0)
        {
            throw new StartRefusedException(string.Join(Environment.NewLine, _failures));
        }
    }

    /// <summary>A whole number of the configuration; -1, which no bound allows, when the text is none.</summary>
    /// <param name="configuration">Where it is read.</param>
    /// <param name="key">Its key.</param>
    /// <param name="otherwise">What holds when the key is absent.</param>
    public static int Number(IConfiguration configuration, string key, int otherwise) => configuration[key] switch
    {
        null => otherwise,
        var text when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => -1,
    };
}
