using System.Globalization;
using Kitchen.Errors;

namespace Kitchen.Basics;

/// <summary><c>GET /echo/{id}?q=</c>: checks both parameters and says everything that is wrong with them at once.</summary>
public static class EchoEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapEcho(this IEndpointRouteBuilder app) =>
        app.MapGet("/echo/{id}", static (string id, string? q) =>
        {
            var errors = new List<FieldError>();
            if (!long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                errors.Add(new FieldError("path", "/id", "integer", "id has to be an integer.", id));
            else if (number < 1)
                errors.Add(new FieldError("path", "/id", "minimum", "id has to be at least 1.", id));
            if (q?.Length > 50)
                errors.Add(new FieldError("query", "/q", "max_length", $"q has {q.Length} characters and may have at most 50.", q));
            return errors.Count > 0 ? Problems.Unprocessable(errors) : Results.Json(new Echo(number, q));
        });

    /// <summary>The answer.</summary>
    public sealed record Echo(long Id, string? Q);
}
