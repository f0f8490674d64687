using Microsoft.Extensions.FileProviders;

namespace Rondo.Web.Tests.Middleware;

/// <summary>A real file for ASP.NET's static files, in a folder that goes with its app.</summary>
internal static class MenuFile
{
    private const string Name = "menu.txt";

    internal static IFileProvider Provider(RondoApp app)
    {
        var folder = NewFolder(app);
        File.WriteAllText(Path.Combine(folder, Name), "soup of the day");
        return new PhysicalFileProvider(folder);
    }

    /// <summary>What a build writes of the file.</summary>
    internal static string Manifest(RondoApp app)
    {
        var path = Path.Combine(NewFolder(app), "menu.staticwebassets.endpoints.json");
        File.WriteAllText(
            path,
            $$"""
            {"Version":1,"ManifestType":"Publish","Endpoints":[{"Route":"{{Name}}","AssetFile":"{{Name}}","Selectors":[],"EndpointProperties":[],
            "ResponseHeaders":[{"Name":"Content-Type","Value":"text/plain"},{"Name":"Content-Length","Value":"15"},{"Name":"ETag","Value":"\"menu\""},{"Name":"Last-Modified","Value":"Sat, 01 Jan 2022 00:00:00 GMT"}]}]}
            """);
        return path;
    }

    private static string NewFolder(RondoApp app)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-menu-").FullName;
        app.Lifetime.ApplicationStopped.Register(() => Directory.Delete(folder, recursive: true));
        return folder;
    }
}
