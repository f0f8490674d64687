using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Rondo.Api;

namespace Rondo.Web.Tests.Security;

/// <summary>Each attribute at each place where it may stand, with a path that says both.</summary>
internal static class AttributedHandlers
{
    private static int s_count;

    internal static void Map(RondoApp app)
    {
        app.UseRateLimiter();
        app.UseCors();
        app.UseOutputCache();
        app.UseRequestTimeouts();
        MapAll(app.Group(""));
        MapAll(app.Group("/locked").RequireAuthorization().RequireRateLimiting("one"));
        app.Include<Live>();
        app.Include<Overriding>();
    }

    private static void MapAll(RouteGroupBuilder routes)
    {
        Classes(routes);
        Functions(routes);
        Locals(routes);
        Groups(routes);
    }

    private static int Next() => Interlocked.Increment(ref s_count);

    private static void Classes(IEndpointRouteBuilder routes)
    {
        routes.Include(typeof(AuthorizeClass));
        routes.Include<AuthorizeDerived>();
        routes.Include(typeof(RolesClass));
        routes.Include<RolesDerived>();
        routes.Include(typeof(ScopesClass));
        routes.Include<ScopesDerived>();
        routes.Include(typeof(AnonymousClass));
        routes.Include<AnonymousDerived>();
        routes.Include(typeof(LimitedClass));
        routes.Include<LimitedDerived>();
        routes.Include(typeof(UnlimitedClass));
        routes.Include<UnlimitedDerived>();
        routes.Include(typeof(SmallClass));
        routes.Include<SmallDerived>();
        routes.Include(typeof(LargeClass));
        routes.Include<LargeDerived>();
        routes.Include(typeof(FormClass));
        routes.Include<FormDerived>();
        routes.Include(typeof(HostClass));
        routes.Include<HostDerived>();
        routes.Include(typeof(ConsumesClass));
        routes.Include<ConsumesDerived>();
        routes.Include(typeof(CorsClass));
        routes.Include<CorsDerived>();
        routes.Include(typeof(NocorsClass));
        routes.Include<NocorsDerived>();
        routes.Include(typeof(CachedClass));
        routes.Include<CachedDerived>();
        routes.Include(typeof(TimeoutClass));
        routes.Include<TimeoutDerived>();
        routes.Include(typeof(Methods));
    }

    private static void Functions(IEndpointRouteBuilder routes)
    {
        routes.Get("/lambda/authorize", [Authorize] () => "in");
        routes.Get("/methodgroup/authorize", AuthorizeClass.Handle);
        routes.Get("/lambda/roles", [Authorize(Roles = "boss")] () => "in");
        routes.Get("/methodgroup/roles", RolesClass.Handle);
        routes.Get("/lambda/scopes", [RequireScopes("read")] () => "in");
        routes.Get("/methodgroup/scopes", ScopesClass.Handle);
        routes.Get("/lambda/anonymous", [AllowAnonymous] () => "in");
        routes.Get("/methodgroup/anonymous", AnonymousClass.Handle);
        routes.Get("/lambda/limited", [EnableRateLimiting("one")] () => "in");
        routes.Get("/methodgroup/limited", LimitedClass.Handle);
        routes.Get("/lambda/unlimited", [DisableRateLimiting] () => "in");
        routes.Get("/methodgroup/unlimited", UnlimitedClass.Handle);
        routes.Post("/lambda/small", [RequestSizeLimit(4)] ([FromBody] string text) => text.Length);
        routes.Post("/methodgroup/small", SmallClass.Handle);
        routes.Post("/lambda/large", [DisableRequestSizeLimit] ([FromBody] string text) => text.Length);
        routes.Post("/methodgroup/large", LargeClass.Handle);
        routes.Post("/lambda/form", [RequestFormLimits(ValueCountLimit = 2)] (IFormCollection form) => form.Count);
        routes.Post("/methodgroup/form", FormClass.Handle);
        routes.Get("/lambda/host", [Host("admin.test")] () => "in");
        routes.Get("/methodgroup/host", HostClass.Handle);
        routes.Post("/lambda/consumes", [Consumes("application/xml")] ([FromBody] string text) => text.Length);
        routes.Post("/methodgroup/consumes", ConsumesClass.Handle);
        routes.Get("/lambda/cors", [EnableCors("friends")] () => "in");
        routes.Get("/methodgroup/cors", CorsClass.Handle);
        routes.Get("/lambda/nocors", [DisableCors] () => "in");
        routes.Get("/methodgroup/nocors", NocorsClass.Handle);
        routes.Get("/lambda/cached", [OutputCache(Duration = 60)] () => Next());
        routes.Get("/methodgroup/cached", CachedClass.Handle);
        routes.Get("/lambda/timeout", [RequestTimeout(20)] () => EventLoop.Sleep(TimeSpan.FromHours(1)));
        routes.Get("/methodgroup/timeout", TimeoutClass.Handle);
    }

    private static void Locals(IEndpointRouteBuilder routes)
    {
        routes.Get("/local/authorize", Authorize);
        routes.Get("/local/roles", Roles);
        routes.Get("/local/scopes", Scopes);
        routes.Get("/local/anonymous", Anonymous);
        routes.Get("/local/limited", Limited);
        routes.Get("/local/unlimited", Unlimited);
        routes.Post("/local/small", Small);
        routes.Post("/local/large", Large);
        routes.Post("/local/form", Form);
        routes.Get("/local/host", Host);
        routes.Post("/local/consumes", Consumes);
        routes.Get("/local/cors", Cors);
        routes.Get("/local/nocors", Nocors);
        routes.Get("/local/cached", Cached);
        routes.Get("/local/timeout", Timeout);

        [Authorize]
        static string Authorize() => "in";

        [Authorize(Roles = "boss")]
        static string Roles() => "in";

        [RequireScopes("read")]
        static string Scopes() => "in";

        [AllowAnonymous]
        static string Anonymous() => "in";

        [EnableRateLimiting("one")]
        static string Limited() => "in";

        [DisableRateLimiting]
        static string Unlimited() => "in";

        [RequestSizeLimit(4)]
        static int Small([FromBody] string text) => text.Length;

        [DisableRequestSizeLimit]
        static int Large([FromBody] string text) => text.Length;

        [RequestFormLimits(ValueCountLimit = 2)]
        static int Form(IFormCollection form) => form.Count;

        [Host("admin.test")]
        static string Host() => "in";

        [Consumes("application/xml")]
        static int Consumes([FromBody] string text) => text.Length;

        [EnableCors("friends")]
        static string Cors() => "in";

        [DisableCors]
        static string Nocors() => "in";

        [OutputCache(Duration = 60)]
        static int Cached() => Next();

        [RequestTimeout(20)]
        static ValueTask Timeout() => EventLoop.Sleep(TimeSpan.FromHours(1));
    }

    private static void Groups(IEndpointRouteBuilder routes)
    {
        routes.Group("/group").WithMetadata(new AuthorizeAttribute()).Get("/authorize", () => "in");
        routes.Group("/group").WithMetadata(new AuthorizeAttribute { Roles = "boss" }).Get("/roles", () => "in");
        routes.Group("/group").WithMetadata(new RequireScopesAttribute("read")).Get("/scopes", () => "in");
        routes.Group("/group").WithMetadata(new AllowAnonymousAttribute()).Get("/anonymous", () => "in");
        routes.Group("/group").WithMetadata(new EnableRateLimitingAttribute("one")).Get("/limited", () => "in");
        routes.Group("/group").WithMetadata(new DisableRateLimitingAttribute()).Get("/unlimited", () => "in");
        routes.Group("/group").WithMetadata(new RequestSizeLimitAttribute(4)).Post("/small", ([FromBody] string text) => text.Length);
        routes.Group("/group").WithMetadata(new DisableRequestSizeLimitAttribute()).Post("/large", ([FromBody] string text) => text.Length);
        routes.Group("/group").WithMetadata(new RequestFormLimitsAttribute { ValueCountLimit = 2 }).Post("/form", (IFormCollection form) => form.Count);
        routes.Group("/group").WithMetadata(new HostAttribute("admin.test")).Get("/host", () => "in");
        routes.Group("/group").WithMetadata(new ConsumesAttribute("application/xml")).Post("/consumes", ([FromBody] string text) => text.Length);
        routes.Group("/group").WithMetadata(new EnableCorsAttribute("friends")).Get("/cors", () => "in");
        routes.Group("/group").WithMetadata(new DisableCorsAttribute()).Get("/nocors", () => "in");
        routes.Group("/group").WithMetadata(new OutputCacheAttribute { Duration = 60 }).Get("/cached", () => Next());
        routes.Group("/group").WithMetadata(new RequestTimeoutAttribute(20)).Get("/timeout", () => EventLoop.Sleep(TimeSpan.FromHours(1)));
    }

    [Authorize]
    internal static class AuthorizeClass
    {
        [Get("/class/authorize")]
        internal static string Handle() => "in";
    }

    [Authorize]
    internal abstract class AuthorizeBase;

    internal sealed class AuthorizeDerived : AuthorizeBase
    {
        [Get("/base/authorize")]
        public string Handle() => "in";
    }

    [Authorize(Roles = "boss")]
    internal static class RolesClass
    {
        [Get("/class/roles")]
        internal static string Handle() => "in";
    }

    [Authorize(Roles = "boss")]
    internal abstract class RolesBase;

    internal sealed class RolesDerived : RolesBase
    {
        [Get("/base/roles")]
        public string Handle() => "in";
    }

    [RequireScopes("read")]
    internal static class ScopesClass
    {
        [Get("/class/scopes")]
        internal static string Handle() => "in";
    }

    [RequireScopes("read")]
    internal abstract class ScopesBase;

    internal sealed class ScopesDerived : ScopesBase
    {
        [Get("/base/scopes")]
        public string Handle() => "in";
    }

    [AllowAnonymous]
    internal static class AnonymousClass
    {
        [Get("/class/anonymous")]
        internal static string Handle() => "in";
    }

    [AllowAnonymous]
    internal abstract class AnonymousBase;

    internal sealed class AnonymousDerived : AnonymousBase
    {
        [Get("/base/anonymous")]
        public string Handle() => "in";
    }

    [EnableRateLimiting("one")]
    internal static class LimitedClass
    {
        [Get("/class/limited")]
        internal static string Handle() => "in";
    }

    [EnableRateLimiting("one")]
    internal abstract class LimitedBase;

    internal sealed class LimitedDerived : LimitedBase
    {
        [Get("/base/limited")]
        public string Handle() => "in";
    }

    [DisableRateLimiting]
    internal static class UnlimitedClass
    {
        [Get("/class/unlimited")]
        internal static string Handle() => "in";
    }

    [DisableRateLimiting]
    internal abstract class UnlimitedBase;

    internal sealed class UnlimitedDerived : UnlimitedBase
    {
        [Get("/base/unlimited")]
        public string Handle() => "in";
    }

    [RequestSizeLimit(4)]
    internal static class SmallClass
    {
        [Post("/class/small")]
        internal static int Handle([FromBody] string text) => text.Length;
    }

    [RequestSizeLimit(4)]
    internal abstract class SmallBase;

    internal sealed class SmallDerived : SmallBase
    {
        [Post("/base/small")]
        public int Handle([FromBody] string text) => text.Length;
    }

    [DisableRequestSizeLimit]
    internal static class LargeClass
    {
        [Post("/class/large")]
        internal static int Handle([FromBody] string text) => text.Length;
    }

    [DisableRequestSizeLimit]
    internal abstract class LargeBase;

    internal sealed class LargeDerived : LargeBase
    {
        [Post("/base/large")]
        public int Handle([FromBody] string text) => text.Length;
    }

    [RequestFormLimits(ValueCountLimit = 2)]
    internal static class FormClass
    {
        [Post("/class/form")]
        internal static int Handle(IFormCollection form) => form.Count;
    }

    [RequestFormLimits(ValueCountLimit = 2)]
    internal abstract class FormBase;

    internal sealed class FormDerived : FormBase
    {
        [Post("/base/form")]
        public int Handle(IFormCollection form) => form.Count;
    }

    [Host("admin.test")]
    internal static class HostClass
    {
        [Get("/class/host")]
        internal static string Handle() => "in";
    }

    [Host("admin.test")]
    internal abstract class HostBase;

    internal sealed class HostDerived : HostBase
    {
        [Get("/base/host")]
        public string Handle() => "in";
    }

    [Consumes("application/xml")]
    internal static class ConsumesClass
    {
        [Post("/class/consumes")]
        internal static int Handle([FromBody] string text) => text.Length;
    }

    [Consumes("application/xml")]
    internal abstract class ConsumesBase;

    internal sealed class ConsumesDerived : ConsumesBase
    {
        [Post("/base/consumes")]
        public int Handle([FromBody] string text) => text.Length;
    }

    [EnableCors("friends")]
    internal static class CorsClass
    {
        [Get("/class/cors")]
        internal static string Handle() => "in";
    }

    [EnableCors("friends")]
    internal abstract class CorsBase;

    internal sealed class CorsDerived : CorsBase
    {
        [Get("/base/cors")]
        public string Handle() => "in";
    }

    [DisableCors]
    internal static class NocorsClass
    {
        [Get("/class/nocors")]
        internal static string Handle() => "in";
    }

    [DisableCors]
    internal abstract class NocorsBase;

    internal sealed class NocorsDerived : NocorsBase
    {
        [Get("/base/nocors")]
        public string Handle() => "in";
    }

    [OutputCache(Duration = 60)]
    internal static class CachedClass
    {
        [Get("/class/cached")]
        internal static int Handle() => Next();
    }

    [OutputCache(Duration = 60)]
    internal abstract class CachedBase;

    internal sealed class CachedDerived : CachedBase
    {
        [Get("/base/cached")]
        public int Handle() => Next();
    }

    [RequestTimeout(20)]
    internal static class TimeoutClass
    {
        [Get("/class/timeout")]
        internal static ValueTask Handle() => EventLoop.Sleep(TimeSpan.FromHours(1));
    }

    [RequestTimeout(20)]
    internal abstract class TimeoutBase;

    internal sealed class TimeoutDerived : TimeoutBase
    {
        [Get("/base/timeout")]
        public ValueTask Handle() => EventLoop.Sleep(TimeSpan.FromHours(1));
    }

    internal static class Methods
    {
        [Get("/method/authorize"), Authorize]
        internal static string Authorize() => "in";

        [Get("/method/roles"), Authorize(Roles = "boss")]
        internal static string Roles() => "in";

        [Get("/method/scopes"), RequireScopes("read")]
        internal static string Scopes() => "in";

        [Get("/method/anonymous"), AllowAnonymous]
        internal static string Anonymous() => "in";

        [Get("/method/limited"), EnableRateLimiting("one")]
        internal static string Limited() => "in";

        [Get("/method/unlimited"), DisableRateLimiting]
        internal static string Unlimited() => "in";

        [Post("/method/small"), RequestSizeLimit(4)]
        internal static int Small([FromBody] string text) => text.Length;

        [Post("/method/large"), DisableRequestSizeLimit]
        internal static int Large([FromBody] string text) => text.Length;

        [Post("/method/form"), RequestFormLimits(ValueCountLimit = 2)]
        internal static int Form(IFormCollection form) => form.Count;

        [Get("/method/host"), Host("admin.test")]
        internal static string Host() => "in";

        [Post("/method/consumes"), Consumes("application/xml")]
        internal static int Consumes([FromBody] string text) => text.Length;

        [Get("/method/cors"), EnableCors("friends")]
        internal static string Cors() => "in";

        [Get("/method/nocors"), DisableCors]
        internal static string Nocors() => "in";

        [Get("/method/cached"), OutputCache(Duration = 60)]
        internal static int Cached() => Next();

        [Get("/method/timeout"), RequestTimeout(20)]
        internal static ValueTask Timeout() => EventLoop.Sleep(TimeSpan.FromHours(1));
    }

    [Authorize]
    internal sealed class Live
    {
        [WebSocket("/live/socket")]
        public async Task Talk(RawWebSocketSession session) => await session.SendTextAsync("hello");

        [Get("/live/events")]
        public async IAsyncEnumerable<ServerEvent<string>> Events()
        {
            await EventLoop.Yield();
            yield return new ServerEvent<string>("hello");
        }
    }

    [Tags("far")]
    internal abstract class Overridden
    {
        [Authorize]
        public virtual string Guarded() => "far";
    }

    [Tags("near")]
    internal sealed class Overriding : Overridden
    {
        [Get("/inherited/overridden")]
        public override string Guarded() => "near";

        [Get("/inherited/own")]
        public string Own() => "own";
    }
}
