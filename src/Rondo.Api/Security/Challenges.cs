using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace Rondo.Api.Security;

/// <summary>WWW-Authenticate headers.</summary>
internal static class Challenges
{
    internal static void Add(HttpResponse response, string challenge) =>
        response.Headers.WWWAuthenticate = StringValues.Concat(response.Headers.WWWAuthenticate, challenge);

    /// <summary>The app's name, as a quoted string may hold it.</summary>
    internal static string Realm(HttpContext http) => Quoted(http.RequestServices.GetRequiredService<IHostEnvironment>().ApplicationName);

    internal static string Quoted(string text) => new([.. text.Where(static c => c is >= ' ' and <= '~' and not '"' and not '\\')]);
}
