using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Jobs.Tests;

/// <summary>An app with services and dependencies for the handlers of jobs.</summary>
internal static class BindingApp
{
    internal static async Task<RondoApp> CreateAsync(string kind, BindingLog log)
    {
        var url = await Databases.UrlAsync(kind);
        return RondoApp.Create([], builder => builder.AddDatabase(url).AddJobs().Services.AddSingleton(log).AddKeyedSingleton("other", log));
    }
}

internal sealed record Letter(string To);

internal sealed record Stamp(string Text);

internal sealed record LoopWide(string Name);

internal sealed record AppWide(string Name);

internal sealed class Opened
{
    internal bool FailsAtEnd { get; set; }
}

internal sealed class Entries(Transaction transaction)
{
    internal Transaction Transaction => transaction;

    internal Task AddAsync(string text) => transaction.ExecuteAsync($"INSERT INTO entries VALUES ({text})");
}

internal sealed class BindingLog
{
    internal List<string> Lines { get; } = [];

    internal void Add(string line) => Lines.Add(line);

    internal async Task AddAsync(string line)
    {
        await EventLoop.Yield();
        Lines.Add(line);
    }
}

internal sealed class Counter(BindingLog log)
{
    private int _count;

    internal static async Task WriteAsync(Letter letter, BindingLog log, Stamp stamp)
    {
        await EventLoop.Yield();
        log.Add($"group {letter.To} {stamp.Text}");
    }

    internal void Count(Letter letter) => log.Add($"instance {letter.To} {++_count}");
}

internal static class BindingDependencies
{
    [Dependency]
    internal static Stamp Stamped(CancellationToken token, IServiceProvider services) =>
        new(services.GetService<BindingLog>() is null || token.IsCancellationRequested ? "wrong" : "stamped");

    [Dependency]
    internal static Entries Entries(Transaction transaction) => new(transaction);

    [Dependency(DependencyScope.Loop)]
    internal static LoopWide LoopWide() => new("loop");

    [Dependency(DependencyScope.App)]
    internal static AppWide AppWide() => new("app");

    [Dependency]
    internal static async IAsyncEnumerable<Opened> OpenAsync(BindingLog log)
    {
        log.Add("open");
        var opened = new Opened();
        try
        {
            yield return opened;
            await EventLoop.Yield();
            log.Add(opened.FailsAtEnd ? "commit fails" : "committed");
            if (opened.FailsAtEnd)
                throw new InvalidDataException("the commit failed");
        }
        finally
        {
            log.Add("closed");
        }
    }
}
