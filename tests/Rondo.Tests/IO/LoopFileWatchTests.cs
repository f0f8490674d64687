using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Changes to files, as an enumeration that ends with its scope.</summary>
public sealed class LoopFileWatchTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-watch-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string At(string name) => Path.Combine(_directory, name);

    [LoopFact]
    public async Task Changes_come_in_their_order()
    {
        var seen = new List<FileChange>();
        await foreach (var change in LoopFile.WatchAsync(_directory))
        {
            if (change.Kind != FileChangeKind.Changed)
                seen.Add(change);
            switch (change.Kind)
            {
                case FileChangeKind.Started:
                    File.WriteAllText(At("a"), "x");
                    break;
                case FileChangeKind.Created:
                    File.Move(At("a"), At("b"));
                    break;
                case FileChangeKind.Renamed:
                    File.Delete(At("b"));
                    break;
            }

            if (change.Kind == FileChangeKind.Deleted)
                break;
        }

        Assert.Equal(
            [new(FileChangeKind.Started, _directory), new(FileChangeKind.Created, At("a")), new(FileChangeKind.Renamed, At("b"), At("a")), new(FileChangeKind.Deleted, At("b"))],
            seen);
    }

    [LoopFact]
    public async Task Only_the_names_of_the_pattern_are_reported_and_those_below_if_asked_for()
    {
        Directory.CreateDirectory(At("below"));
        await foreach (var change in LoopFile.WatchAsync(_directory, "*.txt", recursive: true))
        {
            if (change.Kind == FileChangeKind.Started)
            {
                File.WriteAllText(At("below/a.log"), "");
                File.WriteAllText(At("below/a.txt"), "");
                continue;
            }

            Assert.Equal(new FileChange(FileChangeKind.Created, At("below/a.txt")), change);
            break;
        }
    }

    [LoopFact]
    public async Task One_file_is_watched_alone()
    {
        File.WriteAllText(At("a"), "1");
        await foreach (var change in LoopFile.WatchAsync(At("a")))
        {
            if (change.Kind == FileChangeKind.Started)
            {
                File.WriteAllText(At("b"), "2");
                File.WriteAllText(At("a"), "2");
                continue;
            }

            Assert.Equal(new FileChange(FileChangeKind.Changed, At("a")), change);
            break;
        }
    }

    [LoopFact]
    public async Task A_watch_ends_with_its_scope_and_with_its_token()
    {
        Assert.False(await CancelScope.RunAsync(async scope =>
        {
            await foreach (var _ in LoopFile.WatchAsync(_directory))
                EventLoop.Current.Post(() => scope.Cancel());
        }));
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in LoopFile.WatchAsync(_directory, cancellationToken: source.Token))
                EventLoop.Current.Post(source.Cancel);
        });
    }

    [LoopFact]
    public async Task Changes_that_are_lost_are_said()
    {
        using var watch = new FileWatch(EventLoop.Current, _directory);
        for (var i = 0; i <= FileWatch.Capacity; i++)
            watch.Add(new FileChange(FileChangeKind.Changed, At("a")));
        watch.Add(new FileChange(FileChangeKind.Deleted, At("a")));
        Assert.Equal(new FileChange(FileChangeKind.Overflowed, _directory), await watch.NextAsync());
        Assert.Equal(new FileChange(FileChangeKind.Deleted, At("a")), await watch.NextAsync());
        Assert.True(await InFlight.CancelAsync(async () => await watch.NextAsync()));
    }
}
