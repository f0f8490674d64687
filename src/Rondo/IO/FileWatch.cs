using Rondo.Sync;

namespace Rondo.IO;

/// <summary>Brings the changes that the system reports on a thread of its own to the loop.</summary>
internal sealed class FileWatch(EventLoop loop, string path) : IDisposable
{
    internal const int Capacity = 4096;

    private readonly System.Threading.Lock _gate = new();
    private readonly Queue<FileChange> _changes = new();
    private Event _arrived = new();
    private FileSystemWatcher? _watcher;
    private Exception? _failure;
    private bool _isAnnounced;

    /// <summary>Blocks while the system walks through the directories.</summary>
    internal void Begin(string pattern, bool recursive)
    {
        var isDirectory = Directory.Exists(path);
        if (!isDirectory && !File.Exists(path))
            throw new DirectoryNotFoundException($"The path '{path}' cannot be watched: there is no such file or directory.");
        var watcher = isDirectory
            ? new FileSystemWatcher(path, pattern)
            : new FileSystemWatcher(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
        watcher.IncludeSubdirectories = recursive && isDirectory;
        watcher.Created += (_, change) => Add(new FileChange(FileChangeKind.Created, change.FullPath));
        watcher.Changed += (_, change) => Add(new FileChange(FileChangeKind.Changed, change.FullPath));
        watcher.Deleted += (_, change) => Add(new FileChange(FileChangeKind.Deleted, change.FullPath));
        watcher.Renamed += (_, change) => Add(new FileChange(FileChangeKind.Renamed, change.FullPath, change.OldFullPath));
        watcher.Error += (_, error) => Fail(error.GetException());
        _watcher = watcher;
        try
        {
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(exception);
        }
    }

    internal async ValueTask<FileChange> NextAsync()
    {
        while (true)
        {
            CancelScope.ThrowIfCanceled();
            Event arrived;
            lock (_gate)
            {
                if (_changes.TryDequeue(out var change))
                    return change;
                if (_failure is not null)
                    throw Failed(_failure);
                _isAnnounced = false;
                arrived = _arrived = new Event();
            }

            await arrived.WaitAsync();
        }
    }

    public void Dispose() => _watcher?.Dispose();

    internal void Add(FileChange change)
    {
        lock (_gate)
        {
            if (_changes.Count >= Capacity)
            {
                _changes.Clear();
                change = new FileChange(FileChangeKind.Overflowed, path);
            }

            _changes.Enqueue(change);
            Announce();
        }
    }

    private void Fail(Exception exception)
    {
        if (exception is InternalBufferOverflowException)
        {
            Add(new FileChange(FileChangeKind.Overflowed, path));
            return;
        }

        lock (_gate)
        {
            _failure = exception;
            Announce();
        }
    }

    /// <summary>Once for any number of changes, so that a flood of them is no flood of work for the loop.</summary>
    private void Announce()
    {
        if (_isAnnounced)
            return;
        _isAnnounced = true;
        try
        {
            loop.Post(_arrived.Set);
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, and the reader with it.
        }
    }

    private IOException Failed(Exception exception) => new($"The path '{path}' cannot be watched: {exception.Message}", exception);
}
