using System.Collections.Frozen;
using System.Text;

namespace DonatelloAI.Storage.Modelling;

/// <summary>Turns the names of code into the names of columns and states.</summary>
internal static class SnakeCase
{
    /// <summary><c>TopUp</c> becomes <c>top_up</c>.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    /// <summary>Every name of an enum as it is stored, in the order of its values.</summary>
    public static IReadOnlyList<string> NamesOf(Type enumType) => [.. Enum.GetNames(enumType).Select(Of)];

    /// <summary>The member that a stored name stands for.</summary>
    /// <exception cref="FormatException">The name is no member's.</exception>
    public static TEnum Parse<TEnum>(string text)
        where TEnum : struct, Enum =>
        Names<TEnum>.Members.TryGetValue(text, out var member)
            ? member
            : throw new FormatException($"'{text}' is no {typeof(TEnum).Name}; the column holds one of {string.Join(", ", Names<TEnum>.Members.Keys)}.");

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<string, TEnum> Members =
            Enum.GetValues<TEnum>().ToFrozenDictionary(member => Of(member.ToString()));
    }
}
