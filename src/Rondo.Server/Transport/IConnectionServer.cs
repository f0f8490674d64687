namespace Rondo.Server.Transport;

/// <summary>Serves the connections of listeners: their protocol, which the transport does not know.</summary>
internal interface IConnectionServer
{
    /// <summary>A listener has begun to hand in connections. Any thread.</summary>
    void ListenerOpened();

    /// <summary>It hands in no more. Any thread.</summary>
    void ListenerClosed();

    /// <summary>A connection is on its way to <see cref="Serve"/>: the server must not stop without it. Any thread.</summary>
    void Expect();

    /// <summary>It does not come. Any thread.</summary>
    void ExpectNoMore();

    /// <summary>Serves a connection that was expected and that nobody else has a part in. On its loop.</summary>
    void Serve(RondoConnection connection);

    /// <summary>A listener accepts no more: its connections finish what they have begun. Any thread.</summary>
    void Unbound(ILoopListener listener);

    /// <summary>A listener is gone: unless the server stops, and has a deadline of its own, its connections end soon. Any thread.</summary>
    void Removed(ILoopListener listener);
}
