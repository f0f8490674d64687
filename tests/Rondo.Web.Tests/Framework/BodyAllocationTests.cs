using Microsoft.AspNetCore.Mvc;

namespace Rondo.Web.Tests.Framework;

/// <summary>The memory that a handler allocates while it reads a large body, however it reads and however the body is framed.</summary>
/// <remarks>The loop's thread is counted: it receives and reads under Rondo's server, and reads alone under Kestrel.</remarks>
public sealed class BodyAllocationTests(ITestOutputHelper output)
{
    private const int Length = 40 * 1024 * 1024;

    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, bool>();
            foreach (var host in new[] { Hosts.Rondo, Hosts.Kestrel })
            {
                foreach (var path in new[] { "/parts", "/pipe", "/stream", "/file" })
                {
                    cases.Add(host, path, false);
                    cases.Add(host, path, true);
                }
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public Task A_body_is_read_in_memory_of_a_fraction_of_its_length(string host, string path, bool isChunked) => Hosts.RunAsync(host, "Production", Map, async client =>
    {
        using HttpContent zeroes = path is "/pipe" or "/stream" ? new ByteArrayContent(new byte[Length])
            : new MultipartFormDataContent { { new ByteArrayContent(new byte[Length]), "file", "zeroes" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = zeroes };
        request.Headers.TransferEncodingChunked = isChunked;
        using var response = await client.SendAsync(request);
        var numbers = (await response.Content.ReadAsStringAsync()).Split(' ').Select(int.Parse).ToList();
        output.WriteLine($"{numbers[1]} bytes");
        Assert.Equal(Length, numbers[0]);
        // In a debug build each read of a stream is a state machine of 400 bytes, also where nothing waits.
        Assert.InRange(numbers[1], 0, Length / 5);
    });

    private static void Map(RondoApp app)
    {
        app.Post("/parts", [UploadLimits(MaxBytes = 1L << 40)] (IAsyncEnumerable<UploadPart> parts) => MeasureAsync(async () =>
        {
            var total = 0L;
            await foreach (var part in parts)
                total += await ReadAsync(part.Content);
            return total;
        }));
        app.Post("/pipe", [DisableRequestSizeLimit] (HttpContext http) => MeasureAsync(async () =>
        {
            var total = 0L;
            while (true)
            {
                var read = await http.Request.BodyReader.ReadAsync();
                total += read.Buffer.Length;
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return total;
            }
        }));
        app.Post("/stream", [DisableRequestSizeLimit] (HttpContext http) => MeasureAsync(() => ReadAsync(http.Request.Body)));
        app.Post("/file", [DisableRequestSizeLimit] (HttpContext http) => MeasureAsync(async () => (await http.Request.ReadFormAsync()).Files[0].Length));
    }

    private static async Task<long> ReadAsync(Stream stream)
    {
        var total = 0L;
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer) is > 0 and var read)
            total += read;
        return total;
    }

    private static async Task<string> MeasureAsync(Func<Task<long>> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var total = await read();
        return $"{total} {GC.GetAllocatedBytesForCurrentThread() - before}";
    }
}
