using System.Security.Cryptography;

namespace Rondo.Samples.Tests.Programs;

public class UploadsTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task A_file_comes_back_as_it_was_sent_and_one_that_is_too_large_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("rondo-uploads-");
        try
        {
            await using var uploads = await SampleServer.StartAsync("Uploads", "--folder", folder.FullName);
            var token = TestContext.Current.CancellationToken;
            var bytes = RandomNumberGenerator.GetBytes(5_000_000);
            using var form = new MultipartFormDataContent { { new StringContent("a field"), "note" }, { new ByteArrayContent(bytes), "file", "../soup.bin" } };
            using var response = await uploads.Client.PostAsync("/files", form, token);
            var stored = Assert.Single((await uploads.ReadAsync(response, 201)).EnumerateArray());
            Assert.Equal(5_000_000, stored.GetProperty("bytes").GetInt64());
            Assert.Equal(bytes, await uploads.Client.GetByteArrayAsync($"/files/{stored.GetProperty("id")}", token));
            Assert.Single((await uploads.GetAsync("/files")).EnumerateArray());

            using var large = new MultipartFormDataContent { { new ByteArrayContent(new byte[100_000_001]), "file", "large.bin" } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/files") { Content = large };
            request.Headers.ExpectContinue = true; // else the client sends it all before it reads the answer
            using var refused = await uploads.Client.SendAsync(request, token);
            Assert.Equal(413, (int)refused.StatusCode);
            await uploads.GetAsync($"/files/{Guid.Empty}", 404);
            Assert.Single(folder.GetFiles());
            Assert.Equal(0, await uploads.StopAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
