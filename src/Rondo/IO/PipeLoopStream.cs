using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>A pipe of a child process: the BCL's stream, waited for in the ambient scope.</summary>
internal sealed class PipeLoopStream(Stream pipe) : LoopStream
{
    public override bool CanRead => pipe.CanRead;

    public override bool CanWrite => pipe.CanWrite;

    protected override EventLoop Loop { get; } = EventLoop.Current;

    protected override async ValueTask<int> Read(Memory<byte> buffer) =>
        await BclCall.InScope(token => pipe.ReadAsync(buffer, token).AsTask());

    protected override async ValueTask Write(ReadOnlyMemory<byte> buffer) => await BclCall.InScope(async token =>
    {
        await pipe.WriteAsync(buffer, token);
        return true;
    });

    protected override void Release() => pipe.Dispose();
}
