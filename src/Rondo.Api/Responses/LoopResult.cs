using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Errors;
using Rondo.Server.Requests;

namespace Rondo.Api.Responses;

/// <summary>Results whose value is an async sequence: its code stays on the request's loop while the value is serialized.</summary>
internal static class LoopResult
{
    /// <summary>Results of ASP.NET's that are a status and a value, and nothing else.</summary>
    private static readonly HashSet<Type> s_plain =
    [
        typeof(Ok<>), typeof(JsonHttpResult<>), typeof(BadRequest<>), typeof(NotFound<>), typeof(Conflict<>), typeof(UnprocessableEntity<>),
        typeof(InternalServerError<>),
    ];

    /// <summary>The same result, or one that answers the same.</summary>
    internal static IResult Of(HttpContext http, IResult result)
    {
        var plain = result;
        while (plain is INestedHttpResult nested)
            plain = nested.Result;
        return plain is IValueHttpResult { Value: { } value } && IsPlain(plain.GetType()) && LoopItems.WrapOf(value.GetType()) is { } wrap
            ? Wrapped(http, plain, wrap(value)) ?? result
            : result;
    }

    private static bool IsPlain(Type type) => type.IsGenericType && s_plain.Contains(type.GetGenericTypeDefinition());

    /// <returns>Null where the result has a contract of its own, or its options do not know the type: they have no reflection.</returns>
    private static IResult? Wrapped(HttpContext http, IResult plain, object items)
    {
        if (Member(plain, "JsonTypeInfo") is not null)
            return null;
        var options = Member(plain, "JsonSerializerOptions") as JsonSerializerOptions
            ?? http.RequestServices.GetRequiredService<ErrorAnswers>().JsonOptions;
        return options.TryGetTypeInfo(items.GetType(), out var type)
            ? Results.Json(items, type, (plain as IContentTypeHttpResult)?.ContentType, (plain as IStatusCodeHttpResult)?.StatusCode)
            : null;
    }

    /// <summary>A property of <see cref="JsonHttpResult{TValue}"/>, which has no base to read it from.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A property that was trimmed is one that nothing has set.")]
    private static object? Member(IResult result, string name) =>
        result.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(result);
}
