using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Testing.Network;

/// <summary>A send that waits for room, as often as it takes.</summary>
internal sealed class MemorySend(MemorySocket socket, MemoryPipe pipe) : MemoryOperation(socket), IValueTaskSource
{
    private ReadOnlyMemory<byte> _rest;

    internal ValueTask Start(CancelContext context, ReadOnlyMemory<byte> rest)
    {
        _rest = rest;
        pipe.Writer = this;
        Wait(context, pipe.IsWritable);
        return new ValueTask(this, Version);
    }

    internal override void Attempt()
    {
        // Off the pipe while writing: the reader that this wakes makes room, and would call back into here.
        pipe.Writer = null;
        SocketError error;
        do
            _rest = _rest[pipe.Write(_rest.Span, out error)..];
        while (_rest.Length > 0 && error == SocketError.Success && pipe.IsWritable);
        if (_rest.Length == 0 || error != SocketError.Success)
            Complete(error);
        else
            pipe.Writer = this;
    }

    protected override void Leave()
    {
        pipe.Writer = null;
        _rest = default;
    }

    void IValueTaskSource.GetResult(short token) => End(token);
}
