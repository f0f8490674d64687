using System.Text;

namespace Rondo.Soak;

internal sealed partial class Client
{
    /// <summary>Echoes; then a close, or no word.</summary>
    internal async Task TalkAsync()
    {
        await SendAsync(
            "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
                + "13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
            await MoreAsync();
        if (!_buffer.AsSpan().StartsWith("HTTP/1.1 101 "u8))
            throw new WrongAnswerException($"no upgrade: {Encoding.ASCII.GetString(_buffer, 0, end)}");
        Skip(end + 4);
        for (var left = random.Next(100); left > 0; left--)
        {
            var message = new byte[random.Next(1, 120)];
            random.NextBytes(message);
            await SendAsync(Frame(0x82, message));
            var (opcode, echo) = await FrameAsync();
            if (opcode != 2 || !echo.AsSpan().SequenceEqual(message))
                throw new WrongAnswerException($"an echo of {message.Length} bytes came back as {echo.Length} bytes with opcode {opcode}");
            _answers++;
        }

        if (random.Next(3) == 0)
        {
            Leave();
            return;
        }

        await SendAsync(Frame(0x88, [3, 232]));
        if (await FrameAsync() is (not 8, _))
            throw new WrongAnswerException("a close was not answered with a close");
    }

    private byte[] Frame(byte first, byte[] payload)
    {
        var mask = new byte[4];
        random.NextBytes(mask);
        return [first, (byte)(0x80 | payload.Length), .. mask, .. payload.Select((each, i) => (byte)(each ^ mask[i % 4]))];
    }

    private async Task<(int Opcode, byte[] Payload)> FrameAsync()
    {
        while (_filled < 2 || _filled < 2 + _buffer[1])
            await MoreAsync();
        var (opcode, payload) = (_buffer[0] & 15, _buffer.AsSpan(2, _buffer[1]).ToArray());
        Skip(2 + payload.Length);
        return (opcode, payload);
    }
}
