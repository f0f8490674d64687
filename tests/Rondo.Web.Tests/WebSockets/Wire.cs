using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>A connection of two BCL pipes, and what a WebSocket's connection does besides.</summary>
internal sealed class Wire : IPipeUpgrade
{
    private static readonly PipeOptions s_inline = new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);

    internal Wire(EventLoop loop, PipeOptions? toClient = null)
    {
        Loop = loop;
        ToClient = new Pipe(toClient ?? s_inline);
    }

    public EventLoop Loop { get; }

    internal Pipe ToServer { get; } = new(s_inline);

    internal Pipe ToClient { get; }

    /// <summary>Set once the connection was aborted.</summary>
    internal bool IsAborted { get; private set; }

    internal Exception? AbortReason { get; private set; }

    internal LoopWebSocket Server(LoopWebSocketOptions? options = null) => new(ToServer.Reader, ToClient.Writer, options ?? new LoopWebSocketOptions(), this);

    /// <summary>The BCL's server on the same wire.</summary>
    internal WebSocket TheirServer(WebSocketCreationOptions? options = null) =>
        WebSocket.CreateFromStream(new PipeStream(ToServer.Reader, ToClient.Writer), options ?? new WebSocketCreationOptions { IsServer = true });

    /// <summary>The BCL's client at the other end.</summary>
    internal WebSocket Client(WebSocketDeflateOptions? deflate = null) =>
        WebSocket.CreateFromStream(new PipeStream(ToClient.Reader, ToServer.Writer), new WebSocketCreationOptions { IsServer = false, DangerousDeflateOptions = deflate });

    public ValueTask<IDuplexPipe> UpgradeAsync() => throw new NotSupportedException();

    public void NotifyOfDrain(IDrained user)
    {
    }

    public void Abort(Exception? reason)
    {
        IsAborted = true;
        AbortReason ??= reason;
    }

    internal void Send(params ReadOnlySpan<byte> bytes)
    {
        ToServer.Writer.Write(bytes);
        Assert.True(ToServer.Writer.FlushAsync().IsCompleted);
    }

    /// <summary>What the server has sent since the last call.</summary>
    internal byte[] Sent()
    {
        if (!ToClient.Reader.TryRead(out var read))
            return [];
        var bytes = read.Buffer.ToArray();
        ToClient.Reader.AdvanceTo(read.Buffer.End);
        return bytes;
    }

    internal string SentHex() => Convert.ToHexString(Sent());
}
