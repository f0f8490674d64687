namespace Rondo.IO;

/// <summary>The kind of the file at a path.</summary>
public enum LoopFileKind
{
    /// <summary>An ordinary file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link. Only <see cref="LoopFile.ListAsync"/> reports links, and those that lead nowhere too.</summary>
    Link,

    /// <summary>A pipe, a socket, a terminal or another device.</summary>
    Special,
}
