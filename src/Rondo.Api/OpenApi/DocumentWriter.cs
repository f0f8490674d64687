using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Rondo.Api.Security;

namespace Rondo.Api.OpenApi;

/// <summary>Finishes the document: its head, tags, security schemes, and what is documented of the types.</summary>
internal sealed class DocumentWriter(IOptions<DocsOptions> options, IHostEnvironment environment, SchemaNames names,
    SecuritySchemes security, DocumentPaths paths) : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var docs = options.Value;
        document.Info = new OpenApiInfo
        {
            Title = docs.Title ?? environment.ApplicationName,
            Version = docs.Version,
            Description = docs.Description,
            Contact = docs is { ContactName: null, ContactEmail: null, ContactUrl: null } ? null
                : new OpenApiContact { Name = docs.ContactName, Email = docs.ContactEmail, Url = docs.ContactUrl },
            License = docs.LicenseName is { } license ? new OpenApiLicense { Name = license, Url = docs.LicenseUrl } : null,
        };
        paths.Assemble(document);
        document.Servers = [.. docs.Servers.Select(static server => new OpenApiServer { Url = server.Key, Description = server.Value })];
        Tags(document, docs);
        foreach (var scheme in security.All)
            document.AddComponent(scheme.Name, scheme.Describe());
        foreach (var (name, schema) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (schema is OpenApiSchema concrete && names.TypeOf(name) is { } type)
                TypeDocs.Apply(concrete, type);
        }

        Discriminators.Apply(document);
        SchemaSides.Apply(document, names);

        return Task.CompletedTask;
    }

    /// <summary>Those declared, in their order, and then those used.</summary>
    private static void Tags(OpenApiDocument document, DocsOptions docs)
    {
        var used = document.Paths.Values.SelectMany(static path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>())
            .SelectMany(static operation => operation.Tags ?? Enumerable.Empty<OpenApiTagReference>())
            .Select(static tag => tag.Reference.Id)
            .OfType<string>();
        // Operations refer to their tags in this very set.
        var tags = new HashSet<OpenApiTag>();
        foreach (var name in docs.Tags.Keys.Concat(used).Distinct(StringComparer.Ordinal))
            tags.Add(new OpenApiTag { Name = name, Description = docs.Tags.TryGetValue(name, out var text) ? text : null });
        document.Tags = tags;
    }
}
