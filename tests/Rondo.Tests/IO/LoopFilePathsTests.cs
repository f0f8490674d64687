using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Files and directories by their path: moved, copied, listed, described, deleted.</summary>
public sealed class LoopFilePathsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-paths-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string At(string name) => Path.Combine(_directory, name);

    private static async Task<List<LoopFileInfo>> ReadAsync(string directory, string pattern = "*", bool recursive = false)
    {
        var found = new List<LoopFileInfo>();
        await foreach (var entry in LoopFile.ListAsync(directory, pattern, recursive))
            found.Add(entry);
        return found;
    }

    [LoopFact]
    public async Task Files_are_moved_copied_and_deleted()
    {
        await LoopFile.WriteAllTextAsync(At("a"), "one");
        Assert.True(await LoopFile.ExistsAsync(At("a")));
        await LoopFile.MoveAsync(At("a"), At("b"));
        Assert.False(await LoopFile.ExistsAsync(At("a")));
        await LoopFile.CopyAsync(At("b"), At("c"));
        await LoopFile.WriteAllTextAsync(At("d"), "two");
        await LoopFile.CopyAsync(At("d"), At("c"), overwrite: true);
        Assert.Equal("two", await LoopFile.ReadAllTextAsync(At("c")));
        await LoopFile.MoveAsync(At("b"), At("c"), overwrite: true);
        Assert.Equal("one", await LoopFile.ReadAllTextAsync(At("c")));
        await LoopFile.DeleteAsync(At("c"));
        await LoopFile.DeleteAsync(At("c"));
        Assert.Equal([At("d")], Directory.GetFileSystemEntries(_directory));
    }

    [LoopFact]
    public async Task Errors_name_the_path()
    {
        await LoopFile.WriteAllTextAsync(At("a"), "one");
        await LoopFile.CreateDirectoryAsync(At("full/below"));
        var ways = new (Type Type, string Path, Func<Task> Call)[]
        {
            (typeof(DirectoryNotFoundException), At("none/x"), () => LoopFile.DeleteAsync(At("none/x"))),
            (typeof(UnauthorizedAccessException), At("full"), () => LoopFile.DeleteAsync(At("full"))),
            (typeof(FileNotFoundException), At("none"), () => LoopFile.MoveAsync(At("none"), At("b"))),
            (typeof(FileNotFoundException), At("none"), () => LoopFile.CopyAsync(At("none"), At("b"))),
            (typeof(IOException), At("a"), () => LoopFile.CopyAsync(At("a"), At("a"))),
            (typeof(FileNotFoundException), At("none"), () => LoopFile.GetInfoAsync(At("none"))),
            (typeof(IOException), At("a"), () => LoopFile.CreateDirectoryAsync(At("a"))),
            (typeof(IOException), At("full"), () => LoopFile.DeleteDirectoryAsync(At("full"))),
            (typeof(DirectoryNotFoundException), At("none"), () => ReadAsync(At("none"))),
            (typeof(DirectoryNotFoundException), At("none"), () => LoopFile.CreateTemporaryAsync(At("none"))),
            (typeof(DirectoryNotFoundException), At("none"), () => FirstAsync(LoopFile.WatchAsync(At("none")))),
        };
        foreach (var (type, path, call) in ways)
        {
            var failure = await Record.ExceptionAsync(call);
            Assert.IsType(type, failure);
            Assert.Contains(path, failure!.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["a", "full"], Directory.GetFileSystemEntries(_directory).Select(Path.GetFileName).Order());
    }

    [LoopFact]
    public async Task A_nul_character_is_refused_in_every_path()
    {
        const string Bad = "/tmp/a\0b";
        var ways = new (string Parameter, Func<Task> Call)[]
        {
            ("path", () => LoopFile.DeleteAsync(Bad)),
            ("from", () => LoopFile.MoveAsync(Bad, "x")),
            ("to", () => LoopFile.MoveAsync("x", Bad)),
            ("from", () => LoopFile.CopyAsync(Bad, "x")),
            ("to", () => LoopFile.CopyAsync("x", Bad)),
            ("path", () => LoopFile.ExistsAsync(Bad)),
            ("path", () => LoopFile.GetInfoAsync(Bad)),
            ("path", () => LoopFile.CreateDirectoryAsync(Bad)),
            ("path", () => LoopFile.DeleteDirectoryAsync(Bad)),
            ("directory", () => ReadAsync(Bad)),
            ("pattern", () => ReadAsync("/tmp", Bad)),
            ("directory", () => LoopFile.CreateTemporaryAsync(Bad)),
            ("prefix", () => LoopFile.CreateTemporaryAsync(null, Bad)),
            ("path", () => FirstAsync(LoopFile.WatchAsync(Bad))),
            ("pattern", () => FirstAsync(LoopFile.WatchAsync("/tmp", Bad))),
        };
        foreach (var (parameter, call) in ways)
        {
            var failure = await Assert.ThrowsAsync<ArgumentException>(call);
            Assert.Equal(parameter, failure.ParamName);
            Assert.StartsWith("'/tmp/a\\0b' contains a NUL character (\\0)", failure.Message, StringComparison.Ordinal);
        }
    }

    [LoopFact]
    public async Task Nothing_is_done_in_a_cancelled_scope()
    {
        await LoopFile.WriteAllTextAsync(At("a"), "one");
        var ways = new Func<Task>[]
        {
            () => LoopFile.DeleteAsync(At("a")),
            () => LoopFile.MoveAsync(At("a"), At("b")),
            () => LoopFile.CopyAsync(At("a"), At("b")),
            () => LoopFile.ExistsAsync(At("a")),
            () => LoopFile.GetInfoAsync(At("a")),
            () => LoopFile.CreateDirectoryAsync(At("b")),
            () => ReadAsync(_directory),
            () => LoopFile.CreateTemporaryAsync(_directory),
            () => FirstAsync(LoopFile.WatchAsync(_directory)),
        };
        foreach (var call in ways)
            Assert.True(await InFlight.StartCanceledAsync(call));
        Assert.Equal([At("a")], Directory.GetFileSystemEntries(_directory));
    }

    [LoopFact]
    public async Task A_copy_is_the_same_whatever_its_size()
    {
        foreach (var size in new[] { 0, 1, 131_073, 9_000_000 })
        {
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            await LoopFile.WriteAllBytesAsync(At("from"), bytes);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(At("from"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await LoopFile.CopyAsync(At("from"), At("to"), overwrite: true);
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(At("to"))), $"{size} bytes");
            if (!OperatingSystem.IsWindows())
                Assert.Equal(File.GetUnixFileMode(At("from")), File.GetUnixFileMode(At("to")));
        }

        if (!OperatingSystem.IsLinux())
            return;
        await LoopFile.CopyAsync("/proc/self/status", At("status"));
        Assert.Contains($"Pid:\t{Environment.ProcessId}\n", File.ReadAllText(At("status")), StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task A_pipe_is_not_copied_and_nobody_waits_for_its_writer()
    {
        var pipe = At("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", pipe))
            make.WaitForExit();
        var error = await Assert.ThrowsAsync<IOException>(() => LoopFile.CopyAsync(pipe, At("copy")));
        Assert.Equal($"The file '{pipe}' cannot be copied: it is a pipe, a terminal or a socket. Read it in order with LoopFile.OpenAsync.", error.Message);
    }

    [LoopFact]
    public async Task A_copy_that_is_cancelled_leaves_nothing_behind()
    {
        using (var handle = File.OpenHandle(At("from"), FileMode.CreateNew, FileAccess.Write))
            RandomAccess.SetLength(handle, 256L * 1024 * 1024);
        File.WriteAllText(At("to"), "old");
        var isCut = await InFlight.CancelAsync(() => LoopFile.CopyAsync(At("from"), At("to"), overwrite: true));
        Assert.Equal(["from", "to"], Directory.GetFileSystemEntries(_directory).Select(Path.GetFileName).Order());
        Assert.Equal(isCut ? 3 : 256L * 1024 * 1024, new FileInfo(At("to")).Length);
    }

    [LoopFact]
    public async Task A_file_is_described()
    {
        await LoopFile.WriteAllTextAsync(At("a"), "one");
        var time = new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero);
        File.SetLastWriteTimeUtc(At("a"), time.UtcDateTime);
        var info = await LoopFile.GetInfoAsync(At("a"));
        Assert.Equal((At("a"), "a", LoopFileKind.File, 3L, time), (info.Path, info.Name, info.Kind, info.Length, info.Modified));
        Assert.Equal((LoopFileKind.Directory, 0L), await KindAsync(_directory));
        File.CreateSymbolicLink(At("link"), At("a"));
        Assert.Equal((LoopFileKind.File, 3L), await KindAsync(At("link")));
        if (OperatingSystem.IsLinux())
            Assert.Equal((LoopFileKind.Special, 0L), await KindAsync("/dev/null"));
        File.Delete(At("a"));
        await Assert.ThrowsAsync<FileNotFoundException>(() => LoopFile.GetInfoAsync(At("link")));
        Assert.False(await LoopFile.ExistsAsync(At("link/x")));

        static async Task<(LoopFileKind, long)> KindAsync(string path)
        {
            var info = await LoopFile.GetInfoAsync(path);
            return (info.Kind, info.Length);
        }
    }

    [LoopFact]
    public async Task A_directory_is_listed()
    {
        for (var i = 0; i < 300; i++)
            File.WriteAllText(At($"{i:d3}.txt"), "x");
        File.WriteAllText(At(".hidden"), "");
        await LoopFile.CreateDirectoryAsync(At("below/deep"));
        File.WriteAllText(At("below/deep/301.txt"), "xy");
        Directory.CreateSymbolicLink(At("below/loop"), _directory);
        Assert.Equal(302, (await ReadAsync(_directory)).Count);
        Assert.Equal(300, (await ReadAsync(_directory, "*.txt")).Count);
        var all = await ReadAsync(_directory, recursive: true);
        Assert.Equal(305, all.Count);
        Assert.Equal((LoopFileKind.Link, "loop"), all.Where(each => each.Name == "loop").Select(each => (each.Kind, each.Name)).Single());
        Assert.Equal((At("below/deep/301.txt"), LoopFileKind.File, 2L),
            (await ReadAsync(_directory, "301.*", recursive: true)).Select(each => (each.Path, each.Kind, each.Length)).Single());
        await LoopFile.DeleteDirectoryAsync(At("below"), recursive: true);
        Assert.True(await LoopFile.ExistsAsync(At("000.txt")));
    }

    [LoopFact]
    public async Task A_list_ends_with_its_scope()
    {
        for (var i = 0; i < 10; i++)
            File.WriteAllText(At($"{i}"), "");
        var listed = 0;
        Assert.False(await CancelScope.RunAsync(async scope =>
        {
            await foreach (var _ in LoopFile.ListAsync(_directory))
            {
                listed++;
                scope.Cancel();
            }
        }));
        Assert.Equal(1, listed);
    }

    [LoopFact]
    public async Task A_temporary_file_is_deleted_unless_it_is_kept()
    {
        string path;
        await using (var file = await LoopFile.CreateTemporaryAsync(_directory, "up-"))
        {
            path = file.Path;
            Assert.StartsWith(At("up-"), path, StringComparison.Ordinal);
            Assert.Equal($"TemporaryFile {path}", file.ToString());
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            await file.File.WriteAsync("x"u8.ToArray());
        }

        Assert.Empty(Directory.GetFileSystemEntries(_directory));
        await using (var file = await LoopFile.CreateTemporaryAsync(_directory))
        {
            await file.File.WriteAsync("kept"u8.ToArray());
            await Assert.ThrowsAsync<DirectoryNotFoundException>(() => file.KeepAsAsync(At("none/x")));
            Assert.False(file.IsKept);
            await file.KeepAsAsync(At("kept"));
            Assert.True(file.IsKept);
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => file.KeepAsAsync(At("again")));
            Assert.Equal($"The temporary file '{file.Path}' was kept before: keep it once, and copy or move it then.", failure.Message);
        }

        Assert.Equal([At("kept")], Directory.GetFileSystemEntries(_directory));
        Assert.Equal("kept", await LoopFile.ReadAllTextAsync(At("kept")));
        var separated = await Assert.ThrowsAsync<ArgumentException>(() => LoopFile.CreateTemporaryAsync(_directory, "../x"));
        Assert.StartsWith("The prefix '../x' contains a directory separator: name the directory apart from it.", separated.Message, StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task A_temporary_file_is_deleted_in_a_cancelled_scope()
    {
        await CancelScope.RunAsync(async scope =>
        {
            await using var file = await LoopFile.CreateTemporaryAsync(_directory);
            scope.Cancel();
        });
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
        var gone = await LoopFile.CreateTemporaryAsync(_directory);
        gone.Dispose();
        gone.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => gone.KeepAsAsync(At("x")));
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    internal static async Task<T> FirstAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items)
            return item;
        throw new InvalidOperationException("There is no first.");
    }
}
