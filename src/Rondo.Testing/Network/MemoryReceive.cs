using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Testing.Network;

/// <summary>A receive that waits.</summary>
internal sealed class MemoryReceive(MemorySocket socket, MemoryPipe pipe) : MemoryOperation(socket), IValueTaskSource<int>
{
    private Memory<byte> _buffer;
    private int _received;

    internal ValueTask<int> Start(CancelContext context, Memory<byte> buffer)
    {
        _buffer = buffer;
        pipe.Reader = this;
        Wait(context, pipe.IsReadable);
        return new ValueTask<int>(this, Version);
    }

    internal override void Attempt()
    {
        // Off the pipe while reading: the writer that this makes room for would call back into here.
        pipe.Reader = null;
        if (pipe.TryRead(_buffer.Span, out _received, out var error))
            Complete(error);
        else
            pipe.Reader = this;
    }

    protected override void Leave()
    {
        pipe.Reader = null;
        _buffer = default;
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        var received = _received;
        End(token);
        return received;
    }
}
