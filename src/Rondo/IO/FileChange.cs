namespace Rondo.IO;

/// <summary>A change that <see cref="LoopFile.WatchAsync"/> reports.</summary>
/// <param name="Kind">The kind of the change.</param>
/// <param name="Path">
/// The path of the file or directory; the watched path for <see cref="FileChangeKind.Started"/> and
/// <see cref="FileChangeKind.Overflowed"/>.
/// </param>
/// <param name="OldPath">The path before, if it was renamed.</param>
public sealed record FileChange(FileChangeKind Kind, string Path, string? OldPath = null);
