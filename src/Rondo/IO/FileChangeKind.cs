namespace Rondo.IO;

/// <summary>The kind of a <see cref="FileChange"/>.</summary>
public enum FileChangeKind
{
    /// <summary>
    /// The watch has begun. It is the first of every watch: read now what is there, and the changes that follow tell the rest.
    /// </summary>
    Started,

    /// <summary>A file or directory was created, or moved in.</summary>
    Created,

    /// <summary>The contents, length or attributes changed.</summary>
    Changed,

    /// <summary>A file or directory was deleted, or moved out.</summary>
    Deleted,

    /// <summary>A file or directory has another name.</summary>
    Renamed,

    /// <summary>Changes came faster than they were read, and some were lost: read again what is there.</summary>
    Overflowed,
}
