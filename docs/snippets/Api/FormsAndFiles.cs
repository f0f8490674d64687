using Microsoft.AspNetCore.Antiforgery;
using Rondo.IO;

namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/forms-and-files.md.</summary>
public static class FormsAndFiles
{
    internal static void Setup(RondoAppBuilder builder) => builder.Services.AddAntiforgery();

    internal static void Map(RondoApp app)
    {
        // begin api-form
        app.Post("/guests", ([FromForm] string name, [FromForm, Range(1, 12)] int seats = 2) => $"{name}, {seats} seats");
        app.Post("/reviews", ([FromForm] Review review) => review);
        // end api-form

        // begin api-form-antiforgery
        app.Get("/booking", (HttpContext http, IAntiforgery antiforgery) => new Html($"""
            <form method="post" action="/bookings">
            <input type="hidden" name="__RequestVerificationToken" value="{antiforgery.GetAndStoreTokens(http).RequestToken}">
            <input name="seats">
            </form>
            """));
        app.Post("/bookings", ([FromForm] int seats, [FromCookie] string? guest) => $"{seats} seats for {guest ?? "a stranger"}");
        // end api-form-antiforgery

        // begin api-files
        app.Post("/photos", async (IFormFile photo, [FromForm] string? title) =>
        {
            await using var content = photo.OpenReadStream();
            var bytes = new byte[photo.Length];
            await content.ReadExactlyAsync(bytes);
            return $"{title ?? photo.FileName}: {bytes.Length} bytes";
        });
        app.Post("/albums", (IReadOnlyList<IFormFile> photos) => photos.Count);
        // end api-files

        // begin api-uploads
        app.Post("/videos", [UploadLimits(MaxBytes = 2_000_000_000, MaxParts = 10)] async (IAsyncEnumerable<UploadPart> parts) =>
        {
            var saved = new List<string>();
            await foreach (var part in parts)
            {
                if (part.FileName is null)
                    continue; // a field: the rest of the part is skipped
                var path = Path.Combine(Path.GetTempPath(), $"video-{Guid.NewGuid():n}");
                saved.Add($"{part.FileName}: {await part.SaveAsync(path)} bytes");
                await LoopFile.DeleteAsync(path);
            }

            return saved;
        });
        // end api-uploads
    }

    internal static void MapFrontend(RondoApp app)
    {
        // begin api-frontend
        app.Frontend("/", "dist");
        // end api-frontend
    }

    // begin api-form-types
    public sealed record Review(string Dish, [Range(1, 5)] int Stars);
    // end api-form-types

    public class Tests
    {
        [Fact]
        public async Task A_frontend_has_to_be_built()
        {
            await using var app = RondoApp.Create();
            Assert.Contains("dist", Assert.Throws<InvalidOperationException>(() => MapFrontend(app)).Message, StringComparison.Ordinal);
        }

        [LoopFact(Virtual = true)]
        public async Task Files_are_received()
        {
            await using var client = await GuideApp.StartAsync(Map, Setup);
            using var photo = new MultipartFormDataContent { { new StringContent("12345"), "photo", "soup.jpg" } };
            using var response = await client.PostAsync("/photos", photo);
            Assert.Equal("soup.jpg: 5 bytes", await response.Content.ReadAsStringAsync());
            using var photos = new MultipartFormDataContent { { new StringContent("1"), "photos", "a" }, { new StringContent("2"), "photos", "b" } };
            using var album = await client.PostAsync("/albums", photos);
            Assert.Equal("2", await album.Content.ReadAsStringAsync());
            using var videos = new MultipartFormDataContent { { new StringContent("t"), "title" }, { new StringContent("12345"), "video", "soup.mp4" } };
            using var saved = await client.PostAsync("/videos", videos);
            Assert.Equal("[\"soup.mp4: 5 bytes\"]", await saved.Content.ReadAsStringAsync());
        }
    }
}
