using System.Text;
using Rondo.Api;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Uploads that go to the disk.</summary>
public class UploadTests
{
    private const int Size = 20_000_000;

    [Fact]
    public async Task Row_35_A_large_upload_leaves_the_loop_free()
    {
        await using var api = await AttackedApi.StartAsync(static app =>
        {
            app.Post("/upload", async (IFormFile file) =>
            {
                await using var stream = file.OpenReadStream();
                var buffer = new byte[64 * 1024];
                var sum = 0L;
                while (await stream.ReadAsync(buffer) is > 0 and var read)
                    sum += read;
                return $"{sum} {stream.GetType().Name}";
            });
            app.Get("/probe", () => "probe");
        });
        // Waits that block a loop throw here, as everywhere in development: spooling would show as 500.
        var head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        const string Foot = "\r\n--b--\r\n";
        await using var uploading = await Differential.TcpWire.ConnectAsync(api.EndPoint);
        await uploading.SendAsync(Encoding.ASCII.GetBytes($"POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {head.Length + Size + Foot.Length}\r\n\r\n{head}"));
        var piece = new byte[Size / 20];
        for (var i = 0; i < 20; i++)
        {
            await uploading.SendAsync(piece);
            // Others are served by the same loop between any two pieces.
            Assert.Equal("200 probe", await api.GetAsync("/probe"));
        }

        await uploading.SendAsync(Encoding.ASCII.GetBytes(Foot));
        var answer = new byte[4096];
        var text = "";
        while (await uploading.ReceiveAsync(answer) is > 0 and var read)
            text += Encoding.ASCII.GetString(answer, 0, read);
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", text, StringComparison.Ordinal);
        Assert.Contains($"{Size} ", text, StringComparison.Ordinal);
    }
}
