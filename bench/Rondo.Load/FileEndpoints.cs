using Microsoft.Extensions.FileProviders;

namespace Rondo.Load;

/// <summary>The files of the folder that <c>RONDO_LOAD_FILES</c> names, in the three ways that an app sends one.</summary>
internal static class FileEndpoints
{
    internal static void MapFiles(this WebApplication app)
    {
        if (Environment.GetEnvironmentVariable("RONDO_LOAD_FILES") is not { Length: > 0 } folder)
            return;
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder),
            RequestPath = "/static",
            ServeUnknownFileTypes = true,
        });
        app.MapGet("/file/{name}", (string name) => Results.File(Path.Combine(folder, name)));
        app.MapGet("/send/{name}", (string name, HttpResponse response) =>
        {
            var path = Path.Combine(folder, name);
            response.ContentLength = new FileInfo(path).Length;
            return response.SendFileAsync(path);
        });
    }
}
