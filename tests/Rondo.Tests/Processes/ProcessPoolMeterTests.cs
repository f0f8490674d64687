using System.Diagnostics.Metrics;

namespace Rondo.Tests.Processes;

/// <summary>The queue and the workers of process pools as instruments.</summary>
[Collection(IO.ForkingTests.Name)]
public class ProcessPoolMeterTests
{
    [LoopFact]
    public async Task Waiting_calls_and_workers_are_measured_while_a_pool_lives()
    {
        await using (var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1 }))
        {
            await TaskGroup.RunAsync(async group =>
            {
                for (var i = 0; i < 3; i++)
                    group.Start(() => pool.RunAsync(static () => Thread.Sleep(Timeout.Infinite)));
                while (pool.Statistics is not { Busy: 1, Waiting: 2 })
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
                var values = Read();
                Assert.Equal(2, values["rondo.process_pool.waiting"]);
                Assert.Equal(1, values["rondo.process_pool.workers busy"]);
                group.Cancel("enough was seen");
            });
        }

        Assert.All(Read(), static value => Assert.Equal(0, value.Value));
    }

    private static Dictionary<string, int> Read()
    {
        var values = new Dictionary<string, int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Name.StartsWith("rondo.process_pool.", StringComparison.Ordinal))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) =>
            values[string.Join(' ', [instrument.Name, .. tags.ToArray().Select(static tag => $"{tag.Value}")])] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }
}
