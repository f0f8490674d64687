using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Rewrite;
using Microsoft.AspNetCore.Routing;
using Rondo.Web.Tests.Security;

namespace Rondo.Web.Tests.Middleware;

/// <summary>ASP.NET's middleware, each as its documentation sets it up, and middleware of one's own.</summary>
internal static class MiddlewareKinds
{
    internal static readonly IReadOnlyDictionary<string, Setup> All = new Dictionary<string, Setup>
    {
        ["nothing"] = new(),
        ["output caching"] = new(app => app.UseOutputCache(), services => services.AddOutputCache(static options => options.AddBasePolicy(static policy => policy.Cache()))),
        ["response caching"] = new(
            app =>
            {
                app.UseResponseCaching();
                app.Use(next => http =>
                {
                    http.Response.GetTypedHeaders().CacheControl = new() { Public = true, MaxAge = TimeSpan.FromMinutes(1) };
                    return next(http);
                });
            },
            services => services.AddResponseCaching()),
        ["HTTP logging"] = new(app => app.UseHttpLogging(), services => services.AddHttpLogging(static options => options.LoggingFields = HttpLoggingFields.All)) { Logs = true, LosesGrpc = true },
        ["W3C logging"] = new(app => app.UseW3CLogging(), services => services.AddW3CLogging(static options => options.LogDirectory = Path.Combine(Path.GetTempPath(), "rondo-w3c-" + Environment.ProcessId))),
        ["response compression"] = new(app => app.UseResponseCompression(), services => services.AddResponseCompression(static options => options.EnableForHttps = true))
        {
            Prepare = static request => request.Headers.Add("Accept-Encoding", "gzip"),
        },
        ["compression of everything"] = new(
            app => app.UseResponseCompression(),
            services => services.AddResponseCompression(static options =>
            {
                options.EnableForHttps = true;
                options.MimeTypes = ["*/*"];
            }))
        {
            Prepare = static request => request.Headers.Add("Accept-Encoding", "br, gzip"),
        },
        ["request decompression"] = new(app => app.UseRequestDecompression(), services => services.AddRequestDecompression()),
        ["rate limiting"] = new(
            app => app.UseRateLimiter(),
            services => services.AddRateLimiter(static options => options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(static http => RateLimitPartition.GetFixedWindowLimiter(
                http.Request.Path.ToString(), static _ => new FixedWindowRateLimiterOptions { PermitLimit = 100, Window = TimeSpan.FromHours(1) })))),
        ["CORS"] = new(app => app.UseCors(static policy => policy.AllowAnyOrigin()), services => services.AddCors())
        {
            Prepare = static request => request.Headers.Add("Origin", "https://shop.example"),
            Check = static response => Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single()),
        },
        ["sessions"] = new(
            app =>
            {
                app.UseSession();
                app.Use(next => http =>
                {
                    http.Session.SetInt32("visits", 1);
                    return next(http);
                });
            },
            services => services.AddDistributedMemoryCache().AddSession())
        {
            IsCallerKnown = true,
            Check = static response => Assert.Contains(response.Headers.GetValues("Set-Cookie"), static cookie => cookie.StartsWith(".AspNetCore.Session=", StringComparison.Ordinal)),
        },
        ["localization"] = new(
            app => app.UseRequestLocalization(),
            services => services.AddLocalization())
        {
            Prepare = static request => request.Headers.Add("Accept-Language", "de"),
        },
        ["forwarded headers"] = new(app => app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All }))
        {
            Prepare = static request => request.Headers.Add("X-Forwarded-For", "192.0.2.1"),
        },
        ["path base"] = new(app =>
        {
            app.UsePathBase("/shop");
            app.Web.UseRouting();
        })
        {
            Prefix = "/shop",
        },
        ["static files"] = new(app =>
        {
            app.UseDefaultFiles();
            app.UseStaticFiles(new StaticFileOptions { FileProvider = MenuFile.Provider(app) });
        })
        {
            Probe = ("/menu.txt", "200 soup of the day"),
        },
        ["static assets"] = new(app =>
        {
            app.Web.Environment.WebRootFileProvider = MenuFile.Provider(app);
            app.MapStaticAssets(MenuFile.Manifest(app));
        })
        {
            Probe = ("/menu.txt", "200 soup of the day"),
        },
        ["HTTPS redirection"] = new(
            app => app.UseWhen(static http => http.Request.Path.StartsWithSegments("/secure", StringComparison.Ordinal), static branch => branch.UseHttpsRedirection()),
            services => services.AddHttpsRedirection(static options => options.HttpsPort = 8443))
        {
            Probe = ("/secure", "307 "),
        },
        ["Razor Pages"] = new(app => app.MapRazorPages(), services => services.AddRazorPages()),
        ["Identity"] = new(
            app => app.MapIdentityApi<Microsoft.AspNetCore.Identity.IdentityUser>(),
            services =>
            {
                services.AddAuthorization();
                services.AddIdentityApiEndpoints<Microsoft.AspNetCore.Identity.IdentityUser>().AddUserStore<NoUsers>();
            })
        {
            Probe = ("/manage/info", """401 {"title":"Unauthorized","status":401}"""),
        },
        ["antiforgery"] = new(app => app.UseAntiforgery(), services => services.AddAntiforgery()),
        ["health checks"] = new(app => app.MapHealthChecks("/healthz"), services => services.AddHealthChecks()) { Probe = ("/healthz", "Healthy") },
        ["request timeouts"] = new(app => app.UseRequestTimeouts(), services => services.AddRequestTimeouts(static options => options.DefaultPolicy = new() { Timeout = TimeSpan.FromMinutes(1) })),
        ["exception handler"] = new(app => app.UseExceptionHandler()),
        ["exception handler of the app's"] = new(app => app.UseExceptionHandler(static handler => handler.Run(static http => http.Response.WriteAsync("sorry")))),
        ["developer exception page"] = new(app => app.UseDeveloperExceptionPage()),
        ["status-code pages"] = new(app => app.UseStatusCodePages()),
        ["status-code pages that run again"] = new(app =>
        {
            app.UseStatusCodePagesWithReExecute("/again/{0}");
            app.Web.UseRouting();
            app.Get("/again/{status}", (int status) => TypedResults.Problem(statusCode: status));
        })
        {
            IsBareStatusAnother = true,
        },
        ["host filtering"] = new(app => app.UseHostFiltering(), services => services.AddHostFiltering(static options => options.AllowedHosts = ["localhost", "127.0.0.1"])),
        ["HSTS"] = new(app => app.UseHsts()),
        ["rewriting"] = new(app =>
        {
            app.UseRewriter(new RewriteOptions().AddRewrite("^old/(.*)", "$1", skipRemainingRules: true));
            app.Web.UseRouting();
        })
        {
            Prefix = "/old",
        },
        ["cookie policy"] = new(app => app.UseCookiePolicy()),
        ["cookie authentication"] = new(
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
            },
            services =>
            {
                services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
                services.AddAuthorization();
            }),
        ["JWT authentication"] = new(
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
            },
            services =>
            {
                services.AddAuthentication().AddJwtBearer(static options => options.TokenValidationParameters = new() { IssuerSigningKey = new Microsoft.IdentityModel.Tokens.SymmetricSecurityKey(new byte[32]) });
                services.AddAuthorization();
            }),
        ["a body of one's own"] = new(app => app.Use(next => async http =>
        {
            var body = http.Response.Body;
            using var copy = new MemoryStream();
            http.Response.Body = copy;
            try
            {
                await next(http);
            }
            finally
            {
                http.Response.Body = body;
            }

            copy.Position = 0;
            await copy.CopyToAsync(body);
        }))
        {
            Buffers = true,
        },
        ["a body that rewrites"] = new(app => app.Use(next => async http =>
        {
            var body = http.Response.Body;
            using var copy = new MemoryStream();
            http.Response.Body = copy;
            await next(http);
            http.Response.Body = body;
            if (copy.Length == 0)
                return;
            var text = Encoding.UTF8.GetString(copy.ToArray());
            http.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
            await http.Response.WriteAsync(text);
        }))
        {
            Buffers = true,
        },
        ["buffered requests"] = new(app => app.Use(next => http =>
        {
            http.Request.EnableBuffering();
            return next(http);
        })),
        ["middleware by convention"] = new(app => app.UseMiddleware<Timing>()) { Check = static response => Assert.Equal("1", response.Headers.GetValues("X-Timing").Single()) },
        ["controllers"] = new(app => app.MapControllers(), services => services.AddControllers().AddApplicationPart(typeof(SoupController).Assembly)) { Probe = ("/mvc", "soup of a controller") },
        ["Web Sockets"] = new(app => app.UseWebSockets()),
        ["all at once"] = new(
            app =>
            {
                app.UseForwardedHeaders();
                app.UseExceptionHandler();
                app.UseHttpLogging();
                app.UseResponseCompression();
                app.UseCors(static policy => policy.AllowAnyOrigin());
                app.UseRateLimiter();
                app.UseRequestTimeouts();
                app.UseSession();
                app.UseOutputCache();
            },
            services => services.AddHttpLogging(static options => options.LoggingFields = HttpLoggingFields.All).AddResponseCompression().AddCors().AddRateLimiter(static _ => { })
                .AddRequestTimeouts().AddDistributedMemoryCache().AddSession().AddOutputCache(static options => options.AddBasePolicy(static policy => policy.Cache())))
        {
            Prepare = static request =>
            {
                request.Headers.Add("Accept-Encoding", "gzip");
                request.Headers.Add("Origin", "https://shop.example");
            },
        },
    };

    /// <summary>How an app uses a middleware, and how its requests and answers differ.</summary>
    internal sealed record Setup(Action<RondoApp>? Use = null, Action<IServiceCollection>? Add = null)
    {
        internal Action<HttpRequestMessage> Prepare { get; init; } = static _ => { };

        internal Action<HttpResponseMessage> Check { get; init; } = static _ => { };

        internal string Prefix { get; init; } = "";

        internal (string Path, string Answer)? Probe { get; init; }

        /// <summary>Whether a status without content gets content of the middleware's.</summary>
        internal bool IsBareStatusAnother { get; init; }

        /// <summary>Whether a caller that keeps cookies is known by one, and has to send a token with its forms.</summary>
        internal bool IsCallerKnown { get; init; }

        internal bool Logs { get; init; }

        /// <summary>Whether it drops the messages of gRPC on any server, as ASP.NET's logging of response bodies does (dotnet/aspnetcore#39317).</summary>
        internal bool LosesGrpc { get; init; }

        /// <summary>Whether it keeps a body until its end, so that neither server-sent events nor the trailers of gRPC come after a part of it.</summary>
        internal bool Buffers { get; init; }
    }

    private sealed class Timing(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext http)
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers["X-Timing"] = "1";
                return Task.CompletedTask;
            });
            return next(http);
        }
    }
}
