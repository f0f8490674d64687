namespace Rondo.Data.Statements;

/// <summary>Tells the pieces of a statement apart.</summary>
internal enum SqlPartKind
{
    /// <summary>A part of the statement's text.</summary>
    Text,

    /// <summary>A value, which becomes a parameter, or a list of them behind <c>IN</c>.</summary>
    Value,

    /// <summary>A value that travels as JSON.</summary>
    Json,

    /// <summary>A list that travels as one array.</summary>
    Array,

    /// <summary>Another statement.</summary>
    Nested,
}
