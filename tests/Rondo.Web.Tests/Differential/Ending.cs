namespace Rondo.Web.Tests.Differential;

/// <summary>How the fate of a connection is learned once everything is sent.</summary>
public enum Ending
{
    /// <summary>Another request on it is answered, or not. Where the last answer says <c>Connection: close</c>, the end is read instead.</summary>
    Probe,

    /// <summary>
    /// The client ends its side at once: for what makes a server wait for more. Kestrel takes that for a disconnect, and whether
    /// it says anything before it hangs up is a race inside it, so that all that is compared is that the connection ends.
    /// </summary>
    HalfClose,

    /// <summary>The client ends its side once it has its answers, and reads to the end.</summary>
    Finish,

    /// <summary>Everything is read to the end: the server closes.</summary>
    Read,
}
