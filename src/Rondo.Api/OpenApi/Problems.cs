using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Rondo.Api;

/// <summary>The schemas of error answers, exactly as <see cref="ProblemJson"/> writes them.</summary>
internal static class Problems
{
    private const string Problem = "Problem";
    private const string Invalid = "InvalidInput";
    private const string Error = "InputError";

    internal static bool IsReserved(string name) => name is Problem or Invalid or Error;

    internal static IOpenApiSchema Reference(OpenApiDocument document, bool invalid)
    {
        document.AddComponent(Problem, ProblemSchema());
        if (!invalid)
            return new OpenApiSchemaReference(Problem, document);
        document.AddComponent(Error, ErrorSchema());
        document.AddComponent(Invalid, InvalidSchema(document));
        return new OpenApiSchemaReference(Invalid, document);
    }

    internal static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A problem (RFC 9457).",
        Required = new HashSet<string> { "title", "status" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference", Description = "Names the kind of problem; about:blank where absent." },
            ["title"] = Text("What kind of problem it is."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The response's status code." },
            ["detail"] = Text("What was wrong with this request."),
        },
    };

    private static OpenApiSchema InvalidSchema(OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A problem with everything that is wrong with the request's input.",
        Required = new HashSet<string> { "title", "status", "errors" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference", Description = "Names the kind of problem; about:blank where absent." },
            ["title"] = Text("What kind of problem it is."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The response's status code." },
            ["detail"] = Text("What was wrong with this request."),
            ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = ErrorReport.Limit, Items = new OpenApiSchemaReference(Error, document) },
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
            ["pointer"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "json-pointer", Description = "A JSON Pointer to it within that place; empty for the whole body." },
            ["code"] = Text("A stable word for the kind of error."),
            ["message"] = Text("A sentence for people."),
            ["value"] = new OpenApiSchema { Description = "The rejected value; absent where there was none." },
        },
    };
}
