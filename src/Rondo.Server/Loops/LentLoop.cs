namespace Rondo.Server.Loops;

/// <summary>The loop of a test, which runs the test and is the server's only loop.</summary>
internal sealed class LentLoop
{
    /// <summary>Null when the server has loops of its own.</summary>
    internal EventLoop? Loop { get; private set; }

    /// <summary>Lends a loop, before the server starts.</summary>
    /// <exception cref="InvalidOperationException">One is lent already: the app has a client.</exception>
    internal void Lend(EventLoop loop)
    {
        if (Loop is not null)
            throw new InvalidOperationException("The app has a test client already: an app is started once, so build one for each client.");
        Loop = loop;
    }
}
