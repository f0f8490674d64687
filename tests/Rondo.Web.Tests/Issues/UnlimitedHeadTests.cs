using System.Buffers;
using System.Text;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Web.Tests.Issues;

/// <summary>Limits of as many bytes as an int counts overflowed: a head in two blocks ended its connection, and one with fields was too large.</summary>
public class UnlimitedHeadTests
{
    [Theory]
    [InlineData(int.MaxValue, 32 * 1024)]
    [InlineData(8 * 1024, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_head_without_limits_is_read_however_it_is_split(int maxLine, int maxHeaderBytes)
    {
        var bytes = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\n");
        for (var split = 1; split < bytes.Length; split++)
        {
            var first = new Block(bytes.AsMemory(0, split), 0);
            var second = first.Append(bytes.AsMemory(split));
            var head = new RequestHead { MaxLine = maxLine, MaxHeaderBytes = maxHeaderBytes };
            Assert.True(head.TryRead(new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length), out _));
            Assert.Equal("b", head.Headers["X-A"]);
        }
    }

    private sealed class Block : ReadOnlySequenceSegment<byte>
    {
        internal Block(ReadOnlyMemory<byte> memory, long runningIndex) => (Memory, RunningIndex) = (memory, runningIndex);

        internal Block Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Block(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
