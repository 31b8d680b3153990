using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DonatelloAI.Contracts.Budgets;

/// <summary>What an administrator changes of a budget: its amount, mode and thresholds; what is spent is no part of it.</summary>
public static class BudgetSettings
{
    private const int TagBytes = 12;

    /// <summary>Names the settings: equal settings have equal tags, everywhere and always.</summary>
    public static string Tag(Money monthlyBudget, EnforcementMode mode, IReadOnlyList<int> thresholds)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{monthlyBudget.Micros}/{(int)mode}/{string.Join(',', thresholds)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)).AsSpan(0, TagBytes));
    }
}
