using System.Diagnostics;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Rondo.Web.Tests.Metrics;

/// <summary>What the measured clients ask for.</summary>
internal static class MeasuredEndpoints
{
    internal static void Map(WebApplication app)
    {
        app.MapGet("/", static () => "fine");
        app.MapGet("/activity", static async () =>
        {
            var activity = Activity.Current;
            await Task.Yield();
            return $"{activity is not null && ReferenceEquals(activity, Activity.Current)}";
        });
        app.MapGet("/fail", static string () => throw new InvalidOperationException("the app's own"));
        app.MapGet("/late", static async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("after the response has started");
        });
        app.MapGet("/short", static async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("begun");
        });
        app.MapGet("/abort", static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        app.MapGet("/begin", static async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            while (!context.RequestAborted.IsCancellationRequested)
                await Task.Delay(5);
        });
        app.MapPost("/read", static context => context.Request.Body.CopyToAsync(Stream.Null));
        app.MapGet("/tagged", static context =>
        {
            context.Features.Get<IConnectionMetricsTagsFeature>()?.Tags.Add(new("app.tag", "value"));
            return context.Response.WriteAsync("tagged");
        });
        app.MapGet("/tls", static async context =>
        {
            var tls = context.Features.GetRequiredFeature<ITlsConnectionFeature>();
            var handshake = context.Features.GetRequiredFeature<ITlsHandshakeFeature>();
            var before = (tls.ClientCertificate?.Subject, context.Connection.ClientCertificate?.Subject);
            var negotiated = (await context.Connection.GetClientCertificateAsync())?.Subject;
            await context.Response.WriteAsync(
                $"{before} {negotiated} {handshake.Protocol} {handshake.NegotiatedCipherSuite} {handshake.HostName} {context.Features.GetRequiredFeature<ISslStreamFeature>().SslStream.IsAuthenticated} {context.Request.Scheme} {context.Request.Protocol}");
        });
        app.MapGet("/upgrade", static async context =>
        {
            await using var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            await stream.WriteAsync("raw"u8.ToArray());
            await stream.CopyToAsync(Stream.Null);
        });
    }
}
