using System.Runtime.CompilerServices;

namespace Rondo.IO;

/// <summary>Changes to files and directories.</summary>
public sealed partial class LoopFile
{
    /// <summary>Reports the changes to a file, or to the files in a directory, until the enumeration is left or cancelled.</summary>
    /// <param name="path">The file or directory.</param>
    /// <param name="pattern">The names to report, with <c>*</c> and <c>?</c>; default: all.</param>
    /// <param name="recursive">Whether directories below are watched too; default: false.</param>
    /// <param name="cancellationToken">Cancels the enumeration, as the ambient scope does.</param>
    /// <returns>The changes in their order. The first, <see cref="FileChangeKind.Started"/>, says that the watch has begun.</returns>
    /// <exception cref="DirectoryNotFoundException">The path does not exist.</exception>
    /// <exception cref="IOException">The system watches no more: the message has the path and the reason.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> or <paramref name="pattern"/> is empty or contains a NUL character.
    /// </exception>
    /// <remarks>
    /// Up to 4,096 changes wait for a slow reader; then <see cref="FileChangeKind.Overflowed"/> takes their place. One change by a program
    /// may be
    /// reported several times. Network file systems do not report the changes of other machines.
    /// </remarks>
    public static IAsyncEnumerable<FileChange> WatchAsync(
        string path, string pattern = "*", bool recursive = false, CancellationToken cancellationToken = default)
    {
        CheckPath(path, nameof(path));
        CheckPath(pattern, nameof(pattern));
        return Watch(path, pattern, recursive, cancellationToken);
    }

    private static async IAsyncEnumerable<FileChange> Watch(
        string path, string pattern, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var watch = new FileWatch(EventLoop.Current, path);
        await Offload.RunAsync(() => watch.Begin(pattern, recursive));
        yield return new FileChange(FileChangeKind.Started, path);
        while (true)
        {
            yield return cancellationToken.CanBeCanceled
                ? await CancelScope.LinkTo(cancellationToken, () => watch.NextAsync().AsTask())
                : await watch.NextAsync();
        }
    }
}
