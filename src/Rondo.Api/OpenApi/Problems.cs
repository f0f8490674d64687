using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Rondo.Api.Errors;

namespace Rondo.Api.OpenApi;

/// <summary>The schemas of error answers, exactly as <see cref="ProblemJson"/> writes them.</summary>
internal static class Problems
{
    private const string Problem = "Problem";
    private const string Invalid = "InvalidInput";
    private const string Error = "InputError";
    private const string Token = "TokenProblem";
    private const string Socket = "SocketError";

    internal static bool IsReserved(string name) => name is Problem or Invalid or Error or Token or Socket;

    /// <summary>The schema of an error's answer.</summary>
    internal static IOpenApiSchema Reference(OpenApiDocument document, Type error) =>
        error == typeof(InvalidInput) ? WithErrors(document, Invalid, InvalidSchema)
        : error == typeof(TokenError) ? Add(document, Token, TokenSchema())
        : Reference(document);

    /// <summary>The schema of any other problem.</summary>
    internal static IOpenApiSchema Reference(OpenApiDocument document) => Add(document, Problem, ProblemSchema());

    /// <summary>The schema of the message that answers an invalid one.</summary>
    internal static IOpenApiSchema SocketReference(OpenApiDocument document) => WithErrors(document, Socket, SocketSchema);

    internal static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchemaReference WithErrors(OpenApiDocument document, string name, Func<OpenApiSchema, OpenApiSchema> schema)
    {
        Add(document, Error, ErrorSchema());
        var errors = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            MinItems = 1,
            MaxItems = ErrorReport.Limit,
            Items = new OpenApiSchemaReference(Error, document)
        };
        return Add(document, name, schema(errors));
    }

    private static OpenApiSchemaReference Add(OpenApiDocument document, string name, OpenApiSchema schema)
    {
        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document);
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A problem (RFC 9457).",
        Required = new HashSet<string> { "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "uri-reference",
                Description = "Names the kind of problem; about:blank where absent."
            },
            ["title"] = Text("The kind of the problem."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The response's status code." },
            ["detail"] = Text("The details of the problem."),
        },
    };

    private static OpenApiSchema InvalidSchema(OpenApiSchema errors)
    {
        var schema = ProblemSchema();
        schema.Description = "A problem with everything that is wrong with the request's input.";
        schema.Required!.Add("errors");
        schema.Properties!["errors"] = errors;
        return schema;
    }

    private static OpenApiSchema TokenSchema()
    {
        var schema = ProblemSchema();
        schema.Description = "A problem with the members that OAuth2 clients read (RFC 6749, 5.2).";
        schema.Required!.Add("error");
        schema.Properties!["error"] = Text("OAuth2's word for the error, as invalid_grant.");
        schema.Properties["error_description"] = Text("The details of the problem.");
        return schema;
    }

    private static OpenApiSchema SocketSchema(OpenApiSchema errors) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "The message that answers one that cannot be read, or does not hold what it should.",
        Required = new HashSet<string> { "type", "errors" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = "error" },
            ["errors"] = errors,
        },
    };

    private static OpenApiSchema ErrorSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "One thing that is wrong with one input.",
        Required = new HashSet<string> { "in", "pointer", "code", "message" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["in"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "Where the input stands.",
                Enum = [.. Enum.GetValues<InputLocation>().Select(static location => JsonValue.Create(ProblemJson.Name(location)))],
            },
            ["pointer"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "json-pointer",
                Description = "A JSON Pointer to it within that place; empty for the whole body."
            },
            ["code"] = Text("A stable word for the kind of error."),
            ["message"] = Text("A sentence for people."),
            ["value"] = new OpenApiSchema { Description = "The rejected value; absent where there was none." },
        },
    };
}
