using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Rondo.Api.Dependencies;

namespace Rondo.Api.OpenApi;

/// <summary>Registers what makes the documentation.</summary>
internal static class DocsServices
{
    /// <summary>ASP.NET's own default: what a program adds with <c>AddOpenApi(options => …)</c> applies to this document.</summary>
    internal const string DocumentName = "v1";

    internal static void Add(IServiceCollection services)
    {
        services.AddOptions<DocsOptions>().PostConfigure(DocsOptions.Validate);
        services.AddSingleton<SchemaNames>();
        services.AddSingleton<LimitStatuses>();
        services.AddSingleton<ErrorResponses>();
        services.AddSingleton<DocumentPaths>();
        services.AddSingleton<DocumentText>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, EndpointDescriptions>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, DocsMatcherPolicy>());
        services.AddOpenApi(DocumentName);
        services.AddSingleton(new AnyMethodDescriptions.Describer(services));
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, AnyMethodDescriptions>());
        services.AddOptions<OpenApiOptions>(DocumentName).Configure<SchemaNames>(static (options, names) =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = names.Of;
            options.AddSchemaTransformer<SchemaCleanup>();
            options.AddSchemaTransformer<ScalarSchemas>();
            options.AddOperationTransformer<OperationWriter>();
            options.AddDocumentTransformer<DocumentWriter>();
        });
        services.AddHostedService<Announcer>();
    }

    /// <summary>Says at start where the docs are.</summary>
    private sealed class Announcer(ApiCore core, IServer server, IOptions<DocsOptions> options) : IHostedLifecycleService
    {
        public Task StartedAsync(CancellationToken cancellationToken)
        {
            var docs = options.Value;
            if (core.HasDocs && docs.DocumentPath is not null && (docs.SwaggerPath ?? docs.RedocPath) is { } path
                && server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address)
                DocsLog.Docs(core.Logger, Reachable(address) + path);
            return Task.CompletedTask;
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>Any address of the machine, as a browser can open it.</summary>
        private static string Reachable(string address) => address
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://[::]", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .TrimEnd('/');
    }
}
