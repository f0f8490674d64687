using System.IO.Compression;
using System.Text;
using Rondo.Api;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Requests that are small only until they are inflated.</summary>
public class CompressionTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Row_41_A_compressed_bomb_is_413(string coding)
    {
        await using var api = await AttackedApi.StartAsync(
            static app =>
            {
                app.UseRequestDecompression();
                app.Post("/text", (string[] lines) => lines.Length);
                app.Get("/probe", () => "probe");
            },
            static builder =>
            {
                builder.Services.AddRequestDecompression();
                builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = 1_000_000);
            });
        var bomb = Compress(coding, $"[{new string(' ', 50_000_000)}]");
        Assert.InRange(bomb.Length, 1, 100_000);
        Assert.StartsWith("413 ", await api.PostAsync("/text", "application/json", bomb, $"Content-Encoding: {coding}\r\n"), StringComparison.Ordinal);
        Assert.Equal("200 1", await api.PostAsync("/text", "application/json", Compress(coding, "[\"x\"]"), $"Content-Encoding: {coding}\r\n"));
    }

    private static string Compress(string coding, string text)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Optimal),
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest),
            _ => new ZLibStream(compressed, CompressionLevel.Optimal),
        })
            stream.Write(Encoding.UTF8.GetBytes(text));
        return Encoding.Latin1.GetString(compressed.ToArray());
    }
}
