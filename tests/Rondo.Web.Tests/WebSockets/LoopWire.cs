using System.Buffers;
using System.IO.Pipelines;
using Rondo.Server.Transport.Pipes;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>A connection of the pipes that a real one has: what the client does is done on the loop, from any thread.</summary>
internal sealed class LoopWire : IPipeUpgrade, IOutputSender
{
    private readonly LoopInput _input;
    private readonly LoopOutput _output;
    private bool _isOver;

    internal LoopWire(EventLoop loop)
    {
        Loop = loop;
        _input = new LoopInput(loop, MemoryPool<byte>.Shared, 0, 0);
        _output = new LoopOutput(loop, MemoryPool<byte>.Shared, 0, 0) { Sender = this };
    }

    public EventLoop Loop { get; }

    internal LoopWebSocket Server() => new(_input, _output, new LoopWebSocketOptions(), this);

    internal void Send(byte[] bytes) => Loop.Post(() =>
    {
        if (_isOver)
            return;
        bytes.CopyTo(_input.GetMemory());
        _input.Append(bytes.Length);
        _input.Deliver();
    });

    internal void End() => Loop.Post(() =>
    {
        if (_isOver)
            return;
        _isOver = true;
        _input.CompleteFilling(null);
    });

    public ValueTask<IDuplexPipe> UpgradeAsync() => throw new NotSupportedException();

    public void NotifyOfDrain(IDrained user)
    {
    }

    public void Abort(Exception? reason)
    {
    }

    void IOutputSender.Arrived()
    {
        while (_output.Next() is { IsEmpty: false } bytes)
            _output.Sent(bytes.Length);
    }
}
