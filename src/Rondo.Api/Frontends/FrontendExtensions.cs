using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Frontends;

namespace Rondo.Api;

/// <summary>Serves a built frontend beside the API.</summary>
public static class FrontendExtensions
{
    /// <summary>Serves the files of a built single-page app where no endpoint of the app matches.</summary>
    /// <param name="app">The app.</param>
    /// <param name="path">The path below which the frontend is served: <c>/</c> or <c>/admin</c>.</param>
    /// <param name="folder">The folder of the built files, relative to the content root or absolute.</param>
    /// <returns>The app.</returns>
    /// <exception cref="InvalidOperationException">The folder or its <c>index.html</c> does not exist.</exception>
    /// <exception cref="ArgumentException">The path does not begin with a slash, or an argument is empty.</exception>
    /// <remarks>
    /// At start-up only: the files are listed once, so restart the app after a build. A navigation (GET for <c>text/html</c>) to a path
    /// without an extension receives <c>index.html</c>; any other path that is no file stays a 404 problem. Files with a hash in their
    /// name are cached for a year, all others are revalidated. A file <c>app.js.br</c> or <c>app.js.gz</c> is sent in place of
    /// <c>app.js</c> to clients that accept it. Names that begin with a dot are not served, except <c>.well-known</c>.
    /// </remarks>
    public static IApplicationBuilder Frontend(this IApplicationBuilder app, string path, string folder)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (path[0] != '/')
            throw new ArgumentException($"The path '{path}' of the frontend does not begin with a slash: write '/{path}'.", nameof(path));
        var root = Path.GetFullPath(folder, app.ApplicationServices.GetRequiredService<IWebHostEnvironment>().ContentRootPath);
        var place = $"The folder '{root}' of app.Frontend(\"{path}\", \"{folder}\")";
        if (!Directory.Exists(root))
            throw new InvalidOperationException($"{place} does not exist: build the frontend, or correct the folder.");
        var files = FrontendFiles.In(root);
        if (files.Index is null)
            throw new InvalidOperationException($"{place} has no index.html: build the frontend, or correct the folder.");
        return app.Use(next => new FrontendMiddleware(next, path.TrimEnd('/'), files).InvokeAsync);
    }
}
