using System.ComponentModel;
using System.Diagnostics;

namespace Rondo.IO;

/// <summary>A program started by this one.</summary>
/// <remarks>
/// Belongs to the loop that started it. Disposing of it ends it, so that <c>await using</c> leaves nothing behind; it is
/// waited for in any case, so that no zombie stays. <see cref="RunAsync"/> does all of it for a program that is run to its end.
/// </remarks>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ChildProcessOptions _options;
    private readonly Task<int> _exit;
    private bool _disposed;

    private ChildProcess(Process process, ChildProcessOptions options)
    {
        _process = process;
        _options = options;
        Id = process.Id;
        FileName = process.StartInfo.FileName;
        Input = options.PipeInput ? new PipeLoopStream(process.StandardInput.BaseStream) : null;
        Output = options.PipeOutput ? new PipeLoopStream(process.StandardOutput.BaseStream) : null;
        Error = options.PipeError ? new PipeLoopStream(process.StandardError.BaseStream) : null;
        _exit = Exit();
    }

    /// <summary>The program.</summary>
    public string FileName { get; }

    /// <summary>The operating system's id of the process.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _exit.IsCompleted;

    /// <summary>
    /// Its standard input; null unless <see cref="ChildProcessOptions.PipeInput"/>. Dispose of it to tell the program that
    /// nothing more comes.
    /// </summary>
    public Stream? Input { get; }

    /// <summary>
    /// Its standard output; null unless <see cref="ChildProcessOptions.PipeOutput"/>. Somebody has to read it, or the program blocks.
    /// </summary>
    public Stream? Output { get; }

    /// <summary>
    /// Its standard error; null unless <see cref="ChildProcessOptions.PipeError"/>. Somebody has to read it, or the program blocks.
    /// </summary>
    public Stream? Error { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="fileName">A path, or a name that is looked for in PATH.</param>
    /// <param name="arguments">Each goes to the program as it is: no shell is involved, nothing needs quoting.</param>
    /// <param name="options">How to start it; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">There is no such program.</exception>
    /// <exception cref="IOException">It could not be started; says why.</exception>
    /// <exception cref="ArgumentException">The program, an argument, the directory or a variable contains a NUL character.</exception>
    public static async Task<ChildProcess> StartAsync(
        string fileName, IEnumerable<string>? arguments = null, ChildProcessOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        _ = EventLoop.Current;
        CancelScope.ThrowIfCanceled();
        options ??= ChildProcessOptions.Default;
        string[] all = [.. arguments ?? []];
        RefuseNul(fileName, all, options);
        var info = new ProcessStartInfo(fileName, all)
        {
            UseShellExecute = false,
            WorkingDirectory = options.WorkingDirectory ?? "",
            RedirectStandardInput = options.PipeInput,
            RedirectStandardOutput = options.PipeOutput,
            RedirectStandardError = options.PipeError,
        };
        if (!options.InheritEnvironment)
            info.Environment.Clear();
        foreach (var (name, value) in options.Environment)
        {
            if (value is null)
                info.Environment.Remove(name);
            else
                info.Environment[name] = value;
        }

        try
        {
            // Forking a large process takes milliseconds. Not cancelled half-way: the child would be nobody's.
            var process = await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => OffLoop(() => Process.Start(info)!).OrCancel().AsTask());
            return new ChildProcess(process, options);
        }
        catch (Win32Exception exception)
        {
            throw CannotStart(info, exception);
        }
    }

    /// <summary>Waits until it has ended. Cancelled, it continues.</summary>
    /// <returns>Its exit code; on Unix 128 + N when signal N ended it.</returns>
    public ValueTask<int> WaitForExitAsync() => _exit.OrCancel();

    /// <summary>Ends it and what it has started, without asking (SIGKILL). Harmless when it has ended.</summary>
    public void Kill()
    {
        if (IsRunning && !ProcessTree.TryKill(Id))
            _process.Kill(entireProcessTree: true);
    }

    /// <summary>Asks it to end (SIGTERM); on Windows, which has no such thing, does nothing. Harmless when it has ended.</summary>
    public void Terminate() => Signal(15);

    /// <summary>Ends it: asks (SIGTERM), waits for <see cref="ChildProcessOptions.GracePeriod"/>, kills. Cannot be cancelled.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopAsync() => CancelScope.Shield(
        Timeout.InfiniteTimeSpan,
        async () =>
        {
            if (!HasExited)
            {
                Terminate();
                await CancelScope.MoveOnAfter(
                    OperatingSystem.IsWindows() ? TimeSpan.Zero : _options.GracePeriod, async () => await _exit.OrCancel());
                Kill();
            }

            return await _exit.OrCancel();
        });

    /// <summary>Ends it as <see cref="StopAsync"/> does, and closes its pipes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            await StopAsync();
        }
        finally
        {
            ClosePipes();
            _process.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{FileName} ({Id})";

    private static void RefuseNul(string fileName, string[] arguments, ChildProcessOptions options)
    {
        NulCharacter.Refuse(fileName, nameof(fileName));
        foreach (var argument in arguments)
            NulCharacter.Refuse(argument, nameof(arguments));
        NulCharacter.Refuse(options.WorkingDirectory, nameof(ChildProcessOptions.WorkingDirectory));
        foreach (var (name, value) in options.Environment)
        {
            NulCharacter.Refuse(name, nameof(ChildProcessOptions.Environment));
            NulCharacter.Refuse(value, nameof(ChildProcessOptions.Environment));
        }
    }

    private static IOException CannotStart(ProcessStartInfo info, Win32Exception exception)
    {
        if (info.WorkingDirectory.Length > 0 && !Directory.Exists(info.WorkingDirectory))
            return new DirectoryNotFoundException(
                $"Cannot start '{info.FileName}': its working directory '{info.WorkingDirectory}' does not exist.", exception);
        const int noSuchFile = 2;
        return exception.NativeErrorCode == noSuchFile
            ? new FileNotFoundException(
                $"Cannot start '{info.FileName}': there is no such program"
                    + $"{(info.FileName.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? "" : " in PATH")}.",
                    info.FileName, exception)
            : new IOException($"Cannot start '{info.FileName}': {exception.Message}", exception);
    }

    private static Task<T> OffLoop<T>(Func<T> function) =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private async Task<int> Exit()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    private void ClosePipes()
    {
        Input?.Dispose();
        Output?.Dispose();
        Error?.Dispose();
    }
}
