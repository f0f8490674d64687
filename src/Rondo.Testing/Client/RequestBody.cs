using Rondo.IO;

namespace Rondo.Testing.Client;

/// <summary>Where a request's content writes itself to.</summary>
internal sealed class RequestBody(EventLoop loop, ClientConnection connection, bool chunked) : LoopStream
{
    public override bool CanRead => false;

    public override bool CanWrite => true;

    protected override EventLoop Loop => loop;

    protected override ValueTask<int> Read(Memory<byte> buffer) => throw new NotSupportedException("A request's body is written only.");

    protected override ValueTask Write(ReadOnlyMemory<byte> buffer) =>
        chunked ? RequestWriter.WriteChunkAsync(connection, buffer) : connection.WriteAsync(buffer);
}
