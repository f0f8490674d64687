using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api.Security;

/// <summary>Nobody keeps a token that was meant for one (RFC 6749, 5.1).</summary>
internal sealed class TokenCaching(string tokenUrl) : IStartupFilter
{
    private readonly PathString _path = new(tokenUrl.StartsWith('/') ? tokenUrl : "/" + tokenUrl);

    /// <summary>Says on the answer, whichever it becomes, that no cache may keep it.</summary>
    internal static void Forbid(HttpContext http) => http.Response.OnStarting(
        static state =>
        {
            var headers = ((HttpResponse)state).Headers;
            (headers.CacheControl, headers.Pragma) = ("no-store", "no-cache");
            return Task.CompletedTask;
        },
        http.Response);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (http.Request.Path == _path)
            {
                Forbid(http);
            }

            return rest(http);
        });
        next(app);
    };
}
