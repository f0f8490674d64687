namespace Rondo.Processes;

/// <summary>The ways in which a value travels.</summary>
internal enum ValueForm : byte
{
    /// <summary>Null, or nothing.</summary>
    None,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Bytes, as they are.</summary>
    Bytes,

    /// <summary>Bytes in a file in memory, of which the frame has the descriptor's number.</summary>
    Shared,

    /// <summary>An <see cref="IProgress{T}"/>, which stays where it is.</summary>
    Progress,
}
