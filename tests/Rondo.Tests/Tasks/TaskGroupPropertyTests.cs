using System.Diagnostics.CodeAnalysis;

namespace Rondo.Tests.Tasks;

/// <summary>What holds for every program, tried on random ones: trees of groups, scopes, shields, sleeps and failures.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Random programs, not secrets.")]
public class TaskGroupPropertyTests
{
    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task A_group_has_joined_all_its_children_when_it_ends()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var program = new RandomProgram(seed);
            var error = await Record.ExceptionAsync(() => program.Run(depth: 4));
            Assert.Equal(0, program.Alive);
            Assert.Equal(0, EventLoop.Current.Statistics.Timers);
            Assert.Equal(0, CancelScope.Current!.CountWaiting());
            // A failure that happened is told; a cancellation never gets further than the scope it is meant for.
            Assert.Equal(program.Failures > 0, error is not null);
            Assert.Equal(program.Failures, Leaves(error).Distinct().Count());
            Assert.DoesNotContain(Leaves(error), leaf => leaf is OperationCanceledException);
        }
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task A_cancelled_program_ends_at_once_unless_it_is_shielded()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var program = new RandomProgram(seed) { Shields = false, Fails = false };
            var trace = new Trace();
            await CancelScope.MoveOnAfter(Ms(seed % 7), () => program.Run(depth: 4));
            Assert.Equal(0, program.Alive);
            Assert.InRange(trace.Elapsed, 0, seed % 7);
        }
    }

    private static IEnumerable<Exception> Leaves(Exception? exception) => exception switch
    {
        null => [],
        TaskGroupException group => group.InnerExceptions.SelectMany(Leaves),
        _ => [exception],
    };

    private sealed class RandomProgram(int seed)
    {
        private readonly Random _random = new(seed);

        internal int Alive { get; private set; }

        internal int Failures { get; private set; }

        internal bool Shields { get; init; } = true;

        internal bool Fails { get; init; } = true;

        internal async Task Run(int depth)
        {
            Alive++;
            try
            {
                var steps = _random.Next(1, 4);
                for (var i = 0; i < steps; i++)
                    await Step(depth);
            }
            finally
            {
                Alive--;
            }
        }

        private async Task Step(int depth)
        {
            switch (_random.Next(depth > 0 ? 9 : 4))
            {
                case 0:
                    await Sleep(_random.Next(5));
                    break;
                case 1:
                    await EventLoop.Yield();
                    break;
                case 2 when Fails && _random.Next(8) == 0:
                    Failures++;
                    throw new TestFailure($"failure {Failures}");
                case 3 when CancelScope.Current is { Name: "mine" } mine:
                    mine.Cancel();
                    break;
                case 4:
                    await CancelScope.MoveOnAfter(Ms(_random.Next(4)), () => Run(depth - 1));
                    break;
                case 5:
                    await CancelScope.RunAsync(_ => Run(depth - 1), "mine");
                    break;
                case 6 when Shields:
                    await CancelScope.Shield(Ms(_random.Next(6)), () => Run(depth - 1));
                    break;
                case > 6:
                    await TaskGroup.RunAsync(async group =>
                    {
                        for (var i = _random.Next(4); i > 0; i--)
                            group.Start(() => Run(depth - 1));
                        if (_random.Next(4) == 0)
                            group.Cancel();
                        await Run(depth - 1);
                    });
                    break;
            }
        }
    }
}
