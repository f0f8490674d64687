using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Rondo.Web.Tests.Differential;

/// <summary>Handlers that use the server's features: limits, upgrade, connection.</summary>
internal static class FeatureHandlers
{
    /// <summary>What ASP.NET documents for HTTP/1.1, and what apps ask for.</summary>
    private static readonly Type[] s_features =
    [
        typeof(IHttpRequestFeature), typeof(IHttpRequestBodyDetectionFeature), typeof(IHttpRequestIdentifierFeature), typeof(IHttpRequestLifetimeFeature), typeof(IHttpRequestTrailersFeature),
        typeof(IHttpResponseFeature), typeof(IHttpResponseBodyFeature), typeof(IHttpResponseTrailersFeature), typeof(IHttpUpgradeFeature), typeof(IHttpExtendedConnectFeature),
        typeof(IHttpConnectionFeature), typeof(IHttpBodyControlFeature), typeof(IHttpMaxRequestBodySizeFeature), typeof(IHttpMinRequestBodyDataRateFeature), typeof(IHttpMinResponseDataRateFeature),
        typeof(IHttpResetFeature), typeof(IRequestBodyPipeFeature), typeof(ITlsConnectionFeature), typeof(ITlsHandshakeFeature), typeof(IConnectionItemsFeature), typeof(IConnectionIdFeature), typeof(IConnectionSocketFeature),
        typeof(IConnectionLifetimeFeature), typeof(IConnectionMetricsTagsFeature), typeof(IPersistentStateFeature), typeof(IHttpMetricsTagsFeature), typeof(IHttpActivityFeature),
        typeof(IEndpointFeature), typeof(IServiceProvidersFeature), typeof(IHttpWebSocketFeature), typeof(ISessionFeature), typeof(IItemsFeature), typeof(IFormFeature),
    ];

    internal static readonly Dictionary<string, RequestDelegate> All = new()
    {
        ["/features"] = static context => context.Response.WriteAsync(string.Join('\n', s_features.Select(type => $"{type.Name} {context.Features[type] is not null}"))),
        ["/upgrade"] = UpgradeAsync,
        ["/upgradable"] = static context => context.Response.WriteAsync($"{context.Features.GetRequiredFeature<IHttpUpgradeFeature>().IsUpgradableRequest}"),
        ["/upgrade-close"] = static async context => await (await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync()).DisposeAsync(),
        ["/upgrade-throw"] = static async context =>
        {
            await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            throw new InvalidOperationException("broken");
        },
        ["/upgrade-twice"] = UpgradeTwiceAsync,
        ["/upgrade-late"] = UpgradeLateAsync,
        ["/limit"] = static async context =>
        {
            var feature = context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
            feature.MaxRequestBodySize = 10;
            await EchoHandlers.EchoAsync(context);
        },
        ["/limit-caught"] = static async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = 10;
            await SayAsync(context, () => context.Request.Body.CopyToAsync(Stream.Null));
        },
        ["/limit-none"] = static async context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            await EchoHandlers.EchoAsync(context);
        },
        ["/limit-late"] = static async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[1]);
            var feature = context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
            await SayAsync(context, () =>
            {
                feature.MaxRequestBodySize = 10;
                return Task.CompletedTask;
            }, $" {feature.IsReadOnly}");
        },
        ["/limit-negative"] = static context => SayAsync(context, () =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = -1;
            return Task.CompletedTask;
        }),
        ["/limit-unread"] = static context =>
        {
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = 10;
            return context.Response.WriteAsync("unread");
        },
        ["/sync-allowed"] = static context =>
        {
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            context.Response.Body.Write("sync"u8);
            return Task.CompletedTask;
        },
        ["/connection"] = static context =>
        {
            var connection = context.Connection;
            return context.Response.WriteAsync($"{connection.LocalIpAddress} {connection.RemoteIpAddress} {connection.LocalPort > 0} {connection.RemotePort > 0} {connection.Id.Length} {connection.ClientCertificate is null}");
        },
        ["/identifier"] = static context => context.Response.WriteAsync($"{context.TraceIdentifier == $"{context.Connection.Id}:{context.TraceIdentifier[^8..]}"} {context.TraceIdentifier[^8..]}"),
        ["/items"] = static context =>
        {
            var items = context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
            var count = (int)(items["count"] ?? 0) + 1;
            items["count"] = count;
            return context.Response.WriteAsync($"request {count} here, {context.Items.Count} items");
        },
        ["/aborted"] = static context => context.Response.WriteAsync($"{context.RequestAborted.CanBeCanceled} {context.RequestAborted.IsCancellationRequested}"),
        ["/request-close"] = static context =>
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            return context.Response.WriteAsync("asked to close");
        },
        ["/rates"] = static context =>
        {
            var request = context.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>();
            var response = context.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>();
            var text = $"{request.MinDataRate?.BytesPerSecond} {request.MinDataRate?.GracePeriod} {response.MinDataRate?.BytesPerSecond} {response.MinDataRate?.GracePeriod}";
            (request.MinDataRate, response.MinDataRate) = (null, null);
            return context.Response.WriteAsync($"{text}, then {request.MinDataRate is null} {response.MinDataRate is null}");
        },
        ["/limits"] = static context =>
        {
            var feature = context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>();
            return context.Response.WriteAsync($"{feature.MaxRequestBodySize} {feature.IsReadOnly}");
        },
        ["/stream"] = static context =>
        {
            var (request, response) = (context.Request.Body, context.Response.Body);
            return context.Response.WriteAsync($"{request.CanRead} {request.CanWrite} {request.CanSeek} {request.CanTimeout} {response.CanRead} {response.CanWrite} {response.CanSeek} {response.CanTimeout}");
        },
    };

    private static async Task UpgradeAsync(HttpContext context)
    {
        var feature = context.Features.GetRequiredFeature<IHttpUpgradeFeature>();
        if (!feature.IsUpgradableRequest)
        {
            await SayAsync(context, () => feature.UpgradeAsync());
            return;
        }

        context.Response.Headers.Upgrade = "echo";
        await using var stream = await feature.UpgradeAsync();
        var buffer = new byte[100];
        var said = "";
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read));
            await stream.FlushAsync();
            said += Encoding.Latin1.GetString(buffer, 0, read);
            if (said.Contains("bye", StringComparison.Ordinal))
                return;
        }

        await stream.WriteAsync("<end>"u8.ToArray());
    }

    private static async Task UpgradeTwiceAsync(HttpContext context)
    {
        var feature = context.Features.GetRequiredFeature<IHttpUpgradeFeature>();
        await using var stream = await feature.UpgradeAsync();
        var thrown = "nothing";
        try
        {
            await feature.UpgradeAsync();
        }
        catch (InvalidOperationException exception)
        {
            thrown = exception.Message;
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(thrown));
    }

    private static async Task UpgradeLateAsync(HttpContext context)
    {
        await context.Response.StartAsync();
        await SayAsync(context, context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync);
    }

    /// <summary>Answers with what was thrown, if anything; the words are the server's own.</summary>
    private static async Task SayAsync(HttpContext context, Func<Task> act, string also = "")
    {
        string text;
        try
        {
            await act();
            text = "nothing";
        }
        catch (Exception exception)
        {
            text = $"{exception.GetType().Name} {(exception as BadHttpRequestException)?.StatusCode}";
        }

        await context.Response.WriteAsync(text + also);
    }
}
