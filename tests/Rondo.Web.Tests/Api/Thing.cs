using System.Text.Json;
using System.Text.Json.Serialization;
using Rondo.Api;

namespace Rondo.Web.Tests.Api;

public sealed record Thing(int N, string? Text = null);

public sealed record Order
{
    public required string Dish { get; init; }

    public int Count { get; init; }

    public List<Thing> Things { get; init; } = [];
}

[JsonSerializable(typeof(Thing))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
public sealed partial class ApiJson : JsonSerializerContext;

public static class ApiErrors
{
    /// <summary>Stands in for the app's own writer of problems.</summary>
    public static void UseSimpleProblems(this WebApplication app) => app.Use(static async (context, next) =>
    {
        try
        {
            await next();
        }
        catch (ApiError error) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = error.Status;
            foreach (var header in error.Headers)
                context.Response.Headers[header.Key] = header.Value;
            var text = error is InvalidInput input ? string.Join("; ", input.Errors.Select(each => $"{each.In} {each.Pointer} {each.Code} {each.Message}")) : error.Detail;
            await context.Response.WriteAsync(text ?? error.Title);
        }
    });
}
