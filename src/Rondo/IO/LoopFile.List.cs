using System.IO.Enumeration;
using System.Runtime.CompilerServices;

namespace Rondo.IO;

/// <summary>Lists of directories.</summary>
public sealed partial class LoopFile
{
    private const int ListStep = 128;

    /// <summary>Lists the files and directories in a directory, in no order, without holding more than a few of them in memory.</summary>
    /// <param name="directory">The directory. The paths that are listed begin with it as it is written here.</param>
    /// <param name="pattern">The names to list, with <c>*</c> and <c>?</c>; default: all, hidden ones too.</param>
    /// <param name="recursive">Whether directories below are listed too; default: false. Links to directories are not followed.</param>
    /// <param name="cancellationToken">Cancels the enumeration, as the ambient scope does.</param>
    /// <exception cref="DirectoryNotFoundException">It does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">It, or a directory below it, is not allowed.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="directory"/> or <paramref name="pattern"/> is empty or contains a NUL character.
    /// </exception>
    public static IAsyncEnumerable<LoopFileInfo> ListAsync(
        string directory, string pattern = "*", bool recursive = false, CancellationToken cancellationToken = default)
    {
        CheckPath(directory, nameof(directory));
        CheckPath(pattern, nameof(pattern));
        return List(directory, pattern, recursive, cancellationToken);
    }

    private static async IAsyncEnumerable<LoopFileInfo> List(
        string directory, string pattern, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var entries = await Offload.RunAsync(() => Entries(directory, pattern, recursive).GetEnumerator());
        List<LoopFileInfo> batch;
        do
        {
            batch = await Offload.RunAsync(token => Take(entries, token));
            foreach (var entry in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                CancelScope.ThrowIfCanceled();
                yield return entry;
            }
        }
        while (batch.Count == ListStep);
    }

    private static FileSystemEnumerable<LoopFileInfo> Entries(string directory, string pattern, bool recursive)
    {
        var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = recursive };
        return new FileSystemEnumerable<LoopFileInfo>(directory, LoopFileInfo.Of, options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                FileSystemName.MatchesSimpleExpression(pattern, entry.FileName, ignoreCase: false),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
    }

    private static List<LoopFileInfo> Take(IEnumerator<LoopFileInfo> entries, CancellationToken token)
    {
        var batch = new List<LoopFileInfo>();
        while (batch.Count < ListStep && entries.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            batch.Add(entries.Current);
        }

        return batch;
    }
}
