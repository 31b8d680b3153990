using System.Globalization;
using DonatelloAI.Storage.Encryption;

namespace DonatelloAI.Silo.Encryption;

/// <summary>Shows how far a rotation is: by a bar that is drawn over on a terminal, by a line now and then where the output goes elsewhere.</summary>
/// <param name="output">Where it is shown.</param>
/// <param name="isTerminal">True where a carriage return begins the line anew.</param>
/// <param name="time">The clock.</param>
public sealed class RotationProgress(TextWriter output, bool isTerminal, TimeProvider time) : IProgress<RewrapProgress>
{
    /// <summary>How far apart lines are: 10 seconds. A rotation that is over sooner writes none.</summary>
    public static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <summary>How far apart two drawings of the bar are at least: a tenth of a second.</summary>
    public static readonly TimeSpan BetweenBars = TimeSpan.FromMilliseconds(100);

    private const int BarWidth = 30;

    private long? _shownAt;
    private bool _isOpen;

    /// <inheritdoc/>
    public void Report(RewrapProgress value)
    {
        if (value.Total == 0)
        {
            return;
        }

        if (isTerminal)
        {
            Draw(value);
        }
        else
        {
            Write(value);
        }
    }

    /// <summary>Ends the line of a bar that was not drawn to its end.</summary>
    public void Close()
    {
        if (_isOpen)
        {
            output.WriteLine();
            _isOpen = false;
        }
    }

    /// <summary>The bar at a moment.</summary>
    internal static string Bar(RewrapProgress value)
    {
        var filled = (int)((long)BarWidth * value.Done / value.Total);
        return $"[{new string('#', filled)}{new string('-', BarWidth - filled)}] {Share(value),4} {Counts(value)}";
    }

    private void Draw(RewrapProgress value)
    {
        var isOver = value.Done == value.Total;
        if (!isOver && !IsDue(BetweenBars, isDueAtFirst: true))
        {
            return;
        }

        output.Write($"\r{Bar(value)}");
        _isOpen = true;
        if (isOver)
        {
            Close();
        }
    }

    private void Write(RewrapProgress value)
    {
        if (IsDue(BetweenLines, isDueAtFirst: false))
        {
            output.WriteLine($"{Counts(value)} are wrapped anew ({Share(value)}).");
        }
    }

    private bool IsDue(TimeSpan pause, bool isDueAtFirst)
    {
        var now = time.GetTimestamp();
        var isDue = _shownAt is { } shownAt ? time.GetElapsedTime(shownAt, now) >= pause : isDueAtFirst;
        _shownAt = isDue || _shownAt is null ? now : _shownAt;
        return isDue;
    }

    private static string Counts(RewrapProgress value) => string.Create(CultureInfo.InvariantCulture, $"{value.Done:N0} of {value.Total:N0} keys");

    private static string Share(RewrapProgress value) => string.Create(CultureInfo.InvariantCulture, $"{100L * value.Done / value.Total}%");
}
