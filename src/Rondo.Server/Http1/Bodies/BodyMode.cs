namespace Rondo.Server.Http1.Bodies;

/// <summary>How a response's content goes out.</summary>
internal enum BodyMode : byte
{
    /// <summary>Not yet: the head is not decided.</summary>
    Unstarted,

    /// <summary>As it is: the head gives its length, or the end of the connection ends it.</summary>
    Plain,

    Chunked,

    /// <summary>Not at all: an answer to HEAD, or a status that has none.</summary>
    None,
}
