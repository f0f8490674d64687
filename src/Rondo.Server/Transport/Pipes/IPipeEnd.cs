namespace Rondo.Server.Transport.Pipes;

/// <summary>The end that a <see cref="PipeWaiter"/> waits for.</summary>
internal interface IPipeEnd
{
    /// <summary>Whether waiting is over. Asked by the one who may wait, and while they do, by the loop.</summary>
    bool IsReady { get; }

    /// <summary>Called on the loop when somebody has begun to wait.</summary>
    void OnWaiting();
}
