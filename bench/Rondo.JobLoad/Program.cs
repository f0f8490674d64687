// Enqueues jobs, then works them off, then idles; bench/compare.py jobs starts it beside its peers.
// Arguments: rondo or hangfire, the database, the number of jobs, the seconds to idle.
using System.Globalization;
using Rondo.JobLoad;

var (count, idle) =
    (int.Parse(args[2], CultureInfo.InvariantCulture), TimeSpan.FromSeconds(int.Parse(args[3], CultureInfo.InvariantCulture)));
IJobLoad load = args[0] == "rondo" ? new RondoLoad(args[1]) : new HangfireLoad(args[1]);
await using (load)
{
    await load.EnqueueAsync(100); // compiles what is measured
    await load.StartWorkerAsync();
    await load.WaitAsync(100);
    await load.StopWorkerAsync();
    await Phase.MeasureAsync("enqueue", () => load.EnqueueAsync(count));
    await load.StartWorkerAsync();
    await Phase.MeasureAsync("work", () => load.WaitAsync(100 + count));
    await Task.Delay(TimeSpan.FromSeconds(12)); // PostgreSQL counts the last transactions of a connection after 10 s
    await Phase.MeasureAsync("idle", () => Task.Delay(idle));
}
