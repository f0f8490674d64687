namespace Rondo.Api;

/// <summary>Where in a request an input stands.</summary>
public enum InputLocation
{
    /// <summary>A segment of the path.</summary>
    Path,

    /// <summary>The query string.</summary>
    Query,

    /// <summary>A header.</summary>
    Header,

    /// <summary>A cookie.</summary>
    Cookie,

    /// <summary>A field or file of a form.</summary>
    Form,

    /// <summary>The JSON body.</summary>
    Body,

    /// <summary>A message of a WebSocket.</summary>
    Message,
}
