using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Security;

/// <summary>401 and 403 are answers like others: the app's middleware sees them, and a browser can read them.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string, string> All => Hosts.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Refusals_run_through_the_middleware_of_the_app(string host, string environment)
    {
        var seen = new List<string>();
        await RunAsync(
            host,
            environment,
            app =>
            {
                app.UseCors(static policy => policy.WithOrigins("https://shop.example").AllowAnyHeader());
                app.Use(next => async http =>
                {
                    await next(http);
                    seen.Add(http.Response.StatusCode.ToString(CultureInfo.InvariantCulture));
                });
            },
            async client =>
            {
                foreach (var (path, key, expected) in new[]
                {
                    ("/locked", null, "401 "), ("/locked", "wrong", "401 "), ("/asp", null, "401 "), ("/chef", "guest", "403 "), ("/scoped", "guest", "403 "), ("/locked", "guest", "200 "),
                })
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", "https://shop.example" } } };
                    if (key is not null)
                        request.Headers.Add("X-Key", key);
                    using var response = await client.SendAsync(request);
                    Assert.Equal(expected.Trim(), ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
                    Assert.Equal("https://shop.example", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
                    if (!response.IsSuccessStatusCode)
                        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
                }

                using var preflight = new HttpRequestMessage(HttpMethod.Options, "/locked")
                {
                    Headers = { { "Origin", "https://shop.example" }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "X-Key" } },
                };
                using var allowed = await client.SendAsync(preflight);
                Assert.Equal("X-Key", allowed.Headers.GetValues("Access-Control-Allow-Headers").Single());
            });
        Assert.Equal(["401", "401", "401", "403", "403", "200"], seen);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task No_cache_answers_a_caller_who_is_refused(string host, string environment)
    {
        var calls = 0;
        await RunAsync(
        host,
        environment,
        app =>
        {
            app.UseResponseCaching();
            app.UseOutputCache();
            app.Use(next => http =>
            {
                calls += http.User.Identity!.IsAuthenticated ? 1 : 0;
                return next(http);
            });
        },
        async client =>
        {
            foreach (var path in new[] { "/output", "/response" })
            {
                Assert.Equal("200 secret", await client.AnswerAsync(path, header: "X-Key: guest"));
                Assert.StartsWith("401 ", await client.AnswerAsync(path), StringComparison.Ordinal);
                Assert.Equal("200 secret", await client.AnswerAsync(path, header: "X-Key: guest"));
            }
        },
        services =>
        {
            services.AddResponseCaching();
            services.AddOutputCache(static options => options.AddBasePolicy(static policy => policy.AddPolicy<CacheAll>()));
        });
        Assert.Equal(3, calls); // /output once, /response twice: ASP.NET keeps no answer to a request with credentials there
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_has_no_endpoint_stays_behind_the_fallback_policy(string host, string environment)
    {
        var ran = 0;
        await RunAsync(
            host,
            environment,
            app => app.Map("/branch", branch => branch.Run(http =>
            {
                ran++;
                return http.Response.WriteAsync("secret");
            })),
            async client =>
            {
                Assert.StartsWith("401 ", await client.AnswerAsync("/branch"), StringComparison.Ordinal);
                Assert.Equal(0, ran);
                Assert.Equal("200 secret", await client.AnswerAsync("/branch", header: "X-Key: guest"));
            },
            services => services.AddAuthorization(static options => options.FallbackPolicy = new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()));
    }

    private static Task RunAsync(string host, string environment, Action<RondoApp> use, Func<HttpClient, Task> test, Action<IServiceCollection>? add = null) => Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            use(app);
            app.Get("/locked", () => "in").RequireAuthorization();
            app.Get("/chef", () => "in").RequireAuthorization(static policy => policy.RequireRole("chef"));
            app.Get("/scoped", () => "in").RequireScopes("orders:write");
            app.MapGet("/asp", () => "in").RequireAuthorization();
            app.Get("/output", () => "secret").RequireAuthorization();
            app.Get("/response", (HttpResponse response) =>
            {
                response.Headers.CacheControl = "public, max-age=60";
                return "secret";
            }).RequireAuthorization();
        },
        test,
        builder =>
        {
            builder.Security.AddApiKey(ApiKeyLocation.Header, "X-Key", static key => key == "guest" ? ApiUser.Of("guest") : null);
            builder.Services.AddCors();
            add?.Invoke(builder.Services);
        });

    /// <summary>Caches what ASP.NET's own policy leaves alone: the answers to callers who are known.</summary>
    private sealed class CacheAll : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage) = (true, true, context.HttpContext.Request.Path == "/output");
            return default;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;
    }
}
