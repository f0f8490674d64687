namespace Rondo.Api;

/// <summary>The treatment of a message that cannot be read, or is invalid.</summary>
public enum InvalidMessages
{
    /// <summary>It is answered with <c>{"type":"error","errors":[…]}</c>, and the connection lives.</summary>
    Answer,

    /// <summary>The connection is closed: 1007 for what is no JSON, 1003 for a binary message, 1008 for what is not valid.</summary>
    Close,
}
