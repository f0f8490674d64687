using System.Net.Sockets;
using System.Text;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>A client that sees every byte of an answer as it comes.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private RawClient(NetworkStream stream) => _stream = stream;

    internal StringBuilder Seen { get; } = new();

    internal NetworkStream Stream => _stream;

    internal static async Task<RawClient> GetAsync(ServedApp app, string path, string headers = "", string method = "GET")
    {
        var client = new RawClient(await app.ConnectAsync());
        await client._stream.WriteAsync(Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {app.Address.Authority}\r\n{headers}\r\n"));
        return client;
    }

    /// <summary>Reads until the text has come.</summary>
    internal async Task<string> ReadUntilAsync(string text)
    {
        while (!Seen.ToString().Contains(text, StringComparison.Ordinal))
            Assert.True(await ReadAsync() > 0, $"The answer ended without '{text}': {Seen}");
        return Seen.ToString();
    }

    /// <summary>Reads to the end of the connection, whether it was closed or reset.</summary>
    internal async Task<string> ReadToEndAsync()
    {
        try
        {
            while (await ReadAsync() > 0)
            {
            }
        }
        catch (IOException)
        {
        }

        return Seen.ToString();
    }

    /// <summary>Reads a chunked answer of things to its end.</summary>
    /// <returns>How many things it had.</returns>
    internal async Task<int> ReadUntilEndOfChunksAsync()
    {
        const string Thing = "{\"n\":";
        var things = 0;
        var body = ""; // the end of the body so far: a chunk may end in the middle of a mark
        await ReadUntilAsync("\r\n\r\n");
        Seen.Remove(0, Seen.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4);
        while (true)
        {
            var text = Seen.ToString();
            var header = text.IndexOf("\r\n", StringComparison.Ordinal);
            var size = header < 0 ? -1 : int.Parse(text.AsSpan(0, header), System.Globalization.NumberStyles.HexNumber);
            if (size < 0 || text.Length < header + 2 + size + 2)
            {
                Assert.True(await ReadAsync() > 0, "The answer ended in the middle.");
                continue;
            }

            if (size == 0)
                return things;
            body += text.Substring(header + 2, size);
            things += body.Split(Thing).Length - 1;
            var mark = body.LastIndexOf(Thing, StringComparison.Ordinal);
            body = body[Math.Max(mark < 0 ? 0 : mark + Thing.Length, body.Length - Thing.Length + 1)..];
            Seen.Remove(0, header + 2 + size + 2);
        }
    }

    internal async Task<int> ReadAsync()
    {
        var read = await _stream.ReadAsync(_buffer).AsTask().WaitAsync(s_patience);
        Seen.Append(Encoding.UTF8.GetString(_buffer, 0, read));
        return read;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
