using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api;

/// <summary>Nobody keeps a token that was meant for one (RFC 6749, 5.1).</summary>
internal sealed class TokenCaching(string tokenUrl) : IStartupFilter
{
    private readonly PathString _path = new(tokenUrl.StartsWith('/') ? tokenUrl : "/" + tokenUrl);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (http.Request.Path == _path)
            {
                http.Response.OnStarting(static state =>
                {
                    ((HttpResponse)state).Headers.CacheControl = "no-store";
                    return Task.CompletedTask;
                }, http.Response);
            }

            return rest(http);
        });
        next(app);
    };
}
