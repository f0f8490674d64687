using Rondo.Data;
using Rondo.Jobs;

namespace Rondo.JobLoad;

/// <summary>Rondo.Jobs.</summary>
internal sealed class RondoLoad(string url) : IJobLoad
{
    private const int Callers = 32;
    private RondoApp? _worker;

    public async Task EnqueueAsync(int count)
    {
        await using var app = Build(runsJobs: false, out var job);
        await app.StartAsync();
        var loop = app.Services.GetRequiredService<ServerLoops>().Loops[0];
        var db = app.Services.GetRequiredService<Database>();
        await loop.InvokeAsync(() => TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < Callers; i++)
            {
                var (first, last) = (count * i / Callers, count * (i + 1) / Callers);
                group.Start(async () =>
                {
                    for (var number = first; number < last; number++)
                        await job.EnqueueAsync(db, number);
                });
            }
        }));
        await app.StopAsync();
    }

    public Task StartWorkerAsync()
    {
        _worker = Build(runsJobs: true, out _);
        return _worker.StartAsync();
    }

    public async Task StopWorkerAsync()
    {
        await _worker!.StopAsync();
        await _worker.DisposeAsync();
    }

    public Task WaitAsync(int count) => Counter.WaitAsync(count);

    public async ValueTask DisposeAsync() => await StopWorkerAsync();

    private RondoApp Build(bool runsJobs, out Job<int> job)
    {
        var builder = RondoApp.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Server(static server => server.Loops = 1);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddDatabase(url);
        builder.AddJobs(new JobsOptions
        {
            RunsJobs = runsJobs,
            Queues = new Dictionary<string, QueueOptions> { ["default"] = new() { Concurrency = 20 } },
        });
        var app = builder.Build();
        job = app.Job("work", (int number) =>
        {
            Counter.Add();
            return Task.CompletedTask;
        });
        return app;
    }
}
