using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Tests;

/// <summary>Messages from bytes, however these arrive.</summary>
public sealed class WireTests
{
    [Fact]
    public void A_stream_that_is_split_at_any_byte_gives_the_same_messages()
    {
        byte[] stream = [(byte)'Z', 0, 0, 0, 5, (byte)'I', (byte)'C', 0, 0, 0, 8, (byte)'a', (byte)'b', (byte)'c', 0, (byte)'1', 0, 0, 0, 4];
        for (var split = 0; split <= stream.Length; split++)
        {
            var buffer = new MessageBuffer();
            var found = new List<string>();
            foreach (var piece in (byte[][])[stream[..split], stream[split..]])
            {
                piece.CopyTo(buffer.Free());
                buffer.Add(piece.Length);
                while (buffer.TryRead(out var type, out _, out var length))
                    found.Add($"{type}{length}");
            }

            Assert.Equal(["Z1", "C4", "10"], found);
        }
    }

    [Theory]
    [InlineData(new byte[] { (byte)'D', 0x7f, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { (byte)'D', 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { (byte)'D', 0, 0, 0, 3 })]
    public void A_length_that_cannot_be_is_a_clear_error(byte[] header)
    {
        var buffer = new MessageBuffer();
        header.CopyTo(buffer.Free());
        buffer.Add(header.Length);
        var error = Assert.Throws<PostgresProtocolException>(() => buffer.TryRead(out _, out _, out _));
        Assert.StartsWith("A message of type 0x44 announces a length of ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_larger_than_the_buffer_arrives_whole()
    {
        var buffer = new MessageBuffer();
        const int Length = 1_000_000;
        var message = new byte[Length + 5];
        message[0] = (byte)'D';
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), Length + 4);
        message[^1] = 7;
        for (var at = 0; at < message.Length;)
        {
            Assert.False(buffer.TryRead(out _, out _, out _));
            var free = buffer.Free();
            var count = Math.Min(free.Length, message.Length - at);
            message.AsMemory(at, count).CopyTo(free);
            buffer.Add(count);
            at += count;
        }

        Assert.True(buffer.TryRead(out _, out var start, out var length));
        Assert.Equal((Length, (byte)7), (length, buffer.Bytes[start + length - 1]));
    }

    [Fact]
    public void A_row_that_ends_early_is_a_clear_error()
    {
        byte[] row = [0, 1, 0, 0, 0, 4, 0, 0, 0, 17];
        for (var length = 0; length < row.Length; length++)
            Assert.Throws<PostgresProtocolException>(() => new DataRow().Set(row, 0, length, 1));
        var whole = new DataRow();
        whole.Set(row, 0, row.Length, 1);
        Assert.Equal(17, whole[0][3]);
    }

    [Fact]
    public void Random_bytes_are_refused_or_wait_for_more()
    {
        var random = new Random(17);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 64)];
            random.NextBytes(bytes);
            var buffer = new MessageBuffer();
            bytes.CopyTo(buffer.Free());
            buffer.Add(bytes.Length);
            try
            {
                while (buffer.TryRead(out _, out var start, out var length))
                {
                    new DataRow().Set(buffer.Bytes, start, length, 1);
                    _ = new ServerError(buffer.Bytes.AsSpan(start, length));
                }
            }
            catch (PostgresProtocolException)
            {
                // The only error that damaged bytes may cause.
            }
        }
    }
}
