using Microsoft.Extensions.Options;

namespace DonatelloAI.Grains.Safety;

/// <summary>Reads the lists of phrases at the start, so that a wrong line stops it and not the first order.</summary>
public sealed class SafetyOptionsCheck : IValidateOptions<SafetyOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SafetyOptions options)
    {
        try
        {
            SafetyWords.Load(options);
            return ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException wrong)
        {
            return ValidateOptionsResult.Fail(wrong.Failures);
        }
    }
}
