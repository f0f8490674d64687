using System.Globalization;
using System.Text;

namespace Rondo.Soak;

internal sealed partial class Client
{
    private static readonly (string Path, string Body)[] s_pages =
    [
        ("/plaintext", "Hello, World!"),
        ("/json", """{"message":"Hello, World!"}"""),
        ("/echo/7?q=x", """{"id":7,"q":"x"}"""),
        ("/work/2", "done"),
    ];

    internal async Task KeepAliveAsync()
    {
        for (var left = random.Next(1, 200); left > 0; left--)
        {
            var (path, body) = s_pages[random.Next(s_pages.Length)];
            await SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            await ExpectAsync(body);
        }

        Leave();
    }

    internal async Task PipelineAsync()
    {
        for (var left = random.Next(1, 10); left > 0; left--)
        {
            var pages = Enumerable.Range(0, random.Next(1, 50)).Select(_ => s_pages[random.Next(s_pages.Length)]).ToList();
            await SendAsync(string.Concat(pages.Select(static page => $"GET {page.Path} HTTP/1.1\r\nHost: a\r\n\r\n")));
            foreach (var (_, body) in pages)
                await ExpectAsync(body);
        }
    }

    /// <summary>Sends more requests at once than anybody has a use for.</summary>
    internal async Task FloodAsync()
    {
        const int Requests = 20_000;
        var sending = SendAsync(string.Concat(Enumerable.Repeat("GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n", Requests))).AsTask();
        for (var left = Requests; left > 0; left--)
            await ExpectAsync("Hello, World!");
        await sending;
        Leave();
    }

    internal async Task PostChunksAsync()
    {
        await SendAsync("POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        var total = 0;
        for (var left = random.Next(20); left > 0; left--)
        {
            var size = random.Next(1, 20_000);
            await SendAsync($"{size:x}\r\n{new string('x', size)}\r\n");
            total += size;
        }

        await SendAsync("0\r\n\r\n");
        await ExpectAsync(total.ToString(CultureInfo.InvariantCulture));
    }

    internal async Task UploadAsync()
    {
        var size = random.Next(1, 300_000);
        var form = $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n{new string('x', size)}\r\n--b--\r\n";
        await SendAsync(
            $"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                + $"{form.Length}\r\n\r\n{form}");
        await ExpectAsync(size.ToString(CultureInfo.InvariantCulture));
    }

    internal async Task WatchAsync()
    {
        await SendAsync("GET /sse HTTP/1.1\r\nHost: a\r\n\r\n");
        var events = random.Next(1, 20);
        while (Encoding.ASCII.GetString(_buffer, 0, _filled).Split("data: tick\n\n").Length <= events)
            await MoreAsync();
        Leave();
    }

    /// <summary>Reads an answer, which has to be this.</summary>
    private async Task ExpectAsync(string body)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
            await MoreAsync();
        var head = Encoding.ASCII.GetString(_buffer, 0, end) + "\r\n";
        Skip(end + 4);
        string said;
        if (head.Contains("\r\nTransfer-Encoding: chunked\r\n", StringComparison.OrdinalIgnoreCase))
        {
            var text = new StringBuilder();
            while (true)
            {
                while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n"u8)) < 0)
                    await MoreAsync();
                var size = int.Parse(Encoding.ASCII.GetString(_buffer, 0, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                Skip(end + 2);
                text.Append(await TakeAsync(size));
                await TakeAsync(2);
                if (size == 0)
                    break;
            }

            said = text.ToString();
        }
        else
        {
            const string Length = "\r\nContent-Length: ";
            var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase) + Length.Length;
            said = await TakeAsync(int.Parse(head[at..head.IndexOf("\r\n", at, StringComparison.Ordinal)], CultureInfo.InvariantCulture));
        }

        if (!head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) || said != body)
            throw new WrongAnswerException(
                $"'{body}' was expected, and this came: {head[..head.IndexOf("\r\n", StringComparison.Ordinal)]}: "
                    + $"{said[..Math.Min(said.Length, 300)]}");
        _answers++;
    }

    private async Task<string> TakeAsync(int bytes)
    {
        while (_filled < bytes)
            await MoreAsync();
        var text = Encoding.ASCII.GetString(_buffer, 0, bytes);
        Skip(bytes);
        return text;
    }
}
