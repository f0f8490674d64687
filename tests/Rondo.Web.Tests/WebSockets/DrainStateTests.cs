using Rondo.Server.WebSockets.Closing;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>Every state of a drain times every event.</summary>
/// <remarks>
/// A state is a phase and a letter for the app: it never had to wait (N), is busy (B), or waits for a message (W); in lower case it owes an answer.
/// </remarks>
public class DrainStateTests
{
    private const string Letters = "NnBbWw";

    /// <summary>A cell is the letter that follows, whatever the phase.</summary>
    private const string AppMatrix = """
        App Begin HandOver Receive Wait Work Resume Hold Answer Expire ExpireInside Look Close
        N   N     N        n       W    B    N      N    N      N      N            N    N
        n   n     n        n       w    b    n      n    N      n      n            n    n
        B   B     B        b       W    B    B      B    B      B      B            B    B
        b   b     b        b       w    b    b      b    B      b      b            b    b
        W   W     W        w       W    B    B      W    W      W      W            W    W
        w   w     w        w       w    b    b      w    W      w      w            w    w
        """;

    /// <summary>
    /// A cell is the next phase, or a dot for the same, after a colon the letters for which it changes (all, without one); then + and the action, Close or Abort,
    /// again with the letters for which it follows.
    /// </summary>
    private const string PhaseMatrix = """
        Phase    Begin HandOver Receive Wait      Work Resume Hold   Answer       Expire        ExpireInside Look           Close
        None     Begun .        .       .         .    .      .      .            Expired+C:NW  Expired+C:W  Expired+C:NWw  Closed
        Begun    .     None     .       .         .    .      .+C:w  Answered:nbw Expired+C:NW  Expired+C:W  Expired+C:NWw  Closed
        Answered .     None     .       .+C:NBW   .    .      .+C:w  .            Expired+C:NW  Expired+C:W  Expired+C:NWw  Closed
        Expired  .     None     .       .+C:NBW   .    .      .+C:w  .+C:Ww       .+C:NW        .+C:W        .+C:NWw        Closed
        Closed   .     .        .       .         .    .      .      .            Patient       Patient      .              .
        Patient  .     .        .       .         .    .      .      .            .+A           .+A          .              .
        """;

    public static TheoryData<string, string, string> Cells()
    {
        var data = new TheoryData<string, string, string>();
        var rows = Rows(PhaseMatrix);
        foreach (var row in rows[1..])
        {
            for (var i = 1; i < row.Length; i++)
                data.Add(row[0], rows[0][i], row[i]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void An_event_leads_from_a_phase_to_the_next(string phase, string drainEvent, string expected)
    {
        var cell = expected.Split('+');
        var next = cell[0].Split(':');
        var action = cell.Length == 1 ? ["None"] : cell[1].Split(':');
        foreach (var letter in Letters)
        {
            var from = StateOf(Enum.Parse<DrainPhase>(phase), letter);
            var step = from.After(Enum.Parse<DrainEvent>(drainEvent));
            var moves = next[0] != "." && IsFor(next, letter);
            Assert.Equal((letter, moves ? Enum.Parse<DrainPhase>(next[0]) : from.Phase), (letter, step.State.Phase));
            Assert.Equal((letter, IsFor(action, letter) ? ActionOf(action[0]) : DrainActions.None), (letter, step.Actions));
        }
    }

    [Fact]
    public void An_event_changes_what_is_known_of_the_app_in_every_phase_alike()
    {
        var rows = Rows(AppMatrix);
        foreach (var phase in Enum.GetValues<DrainPhase>())
        {
            foreach (var row in rows[1..])
            {
                for (var i = 1; i < row.Length; i++)
                {
                    var next = StateOf(phase, row[0][0]).After(Enum.Parse<DrainEvent>(rows[0][i])).State;
                    Assert.Equal((phase, row[0], rows[0][i], row[i]), (phase, row[0], rows[0][i], LetterOf(next)));
                }
            }
        }
    }

    [Fact]
    public void The_matrices_hold_each_phase_each_event_and_each_letter()
    {
        Assert.Equal(Enum.GetNames<DrainPhase>(), Rows(PhaseMatrix)[1..].Select(row => row[0]));
        Assert.Equal(Letters, string.Concat(Rows(AppMatrix)[1..].Select(row => row[0])));
        foreach (var matrix in new[] { PhaseMatrix, AppMatrix })
        {
            Assert.Equal(Enum.GetNames<DrainEvent>(), Rows(matrix)[0][1..]);
            Assert.All(Rows(matrix), row => Assert.Equal(Rows(matrix)[0].Length, row.Length));
        }
    }

    /// <summary>A client that has seen the close frame gets no second one.</summary>
    [Fact]
    public void A_drain_closes_once()
    {
        foreach (var letter in Letters)
        {
            var closed = StateOf(DrainPhase.Closed, letter);
            Assert.All(Enum.GetValues<DrainEvent>(), drainEvent => Assert.NotEqual(DrainActions.Close, closed.After(drainEvent).Actions));
        }
    }

    private static DrainState StateOf(DrainPhase phase, char letter) => new(
        phase,
        char.ToUpperInvariant(letter) switch { 'N' => AppReading.Never, 'B' => AppReading.Busy, _ => AppReading.Waits },
        char.IsLower(letter));

    private static string LetterOf(DrainState state)
    {
        var letter = state.Reading.ToString()[..1];
        return state.Owes ? letter.ToLowerInvariant() : letter;
    }

    private static bool IsFor(string[] part, char letter) => part.Length == 1 || part[1].Contains(letter);

    private static DrainActions ActionOf(string text) => text switch
    {
        "C" => DrainActions.Close,
        "A" => DrainActions.Abort,
        _ => DrainActions.None,
    };

    private static string[][] Rows(string matrix) =>
        [.. matrix.Split('\n').Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
