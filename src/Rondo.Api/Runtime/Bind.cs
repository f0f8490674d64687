using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Rondo.Api.Bodies;
using Rondo.Api.Dependencies;
using Rondo.Api.Secrets;
using Rondo.Api.Values;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: the strings of a request, and what they mean.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Bind
{
    /// <summary>A segment of the path; null where the route's optional segment is absent.</summary>
    public static string? Route(HttpContext http, string name) => http.Request.RouteValues.TryGetValue(name, out var value)
        && value is not null ? value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    /// <summary>The last value of a query parameter, as in FastAPI; null where there is none.</summary>
    public static string? Query(HttpContext http, string name) => Last(http.Request.Query[name]);

    /// <summary>All values of a query parameter.</summary>
    public static StringValues QueryAll(HttpContext http, string name) => http.Request.Query[name];

    /// <summary>A header's value, several lines joined as HTTP says.</summary>
    public static string? Header(HttpContext http, string name) => http.Request.Headers.TryGetValue(name, out var values)
        ? values.ToString() : null;

    /// <summary>A header's values: its lines, split at commas outside of quotes.</summary>
    public static StringValues HeaderAll(HttpContext http, string name) =>
        http.Request.Headers.TryGetValue(name, out var values) ? HeaderList.Split(values.ToString()) : StringValues.Empty;

    /// <summary>A cookie's value.</summary>
    public static string? Cookie(HttpContext http, string name) => http.Request.Cookies.TryGetValue(name, out var value) ? value : null;

    /// <summary>The last value of a form's field.</summary>
    public static string? Form(IFormCollection? form, string name) => form is null ? null : Last(form[name]);

    /// <summary>All values of a form's field.</summary>
    public static StringValues FormAll(IFormCollection? form, string name) => form is null ? StringValues.Empty : form[name];

    /// <summary>Text of a type that parses itself.</summary>
    public static bool Parsable<T>(string text, [MaybeNullWhen(false)] out T value)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out value)
        && !(HasControls(text) && typeof(T).Assembly == typeof(int).Assembly);

    /// <summary>Reads a value of a scalar type that the framework knows.</summary>
    public static bool Value<T>(string text, [MaybeNullWhen(false)] out T value) => Scalars.Of<T>().Parse(text, out value);

    /// <summary>Returns the words for what a value of such a type should have been.</summary>
    public static string Expected<T>() => Scalars.Of<T>().Expected;

    /// <summary>Reads true or false from a form, where a checkbox that is ticked says <c>on</c>.</summary>
    public static bool Checkbox(string text, out bool value) => Texts.TryParseCheckbox(text, out value);

    /// <summary>Reads a name of an enum as the app's JSON writes it, in any case.</summary>
    public static bool Enum<T>(HttpContext http, string text, out T value)
        where T : struct, Enum
    {
        var isName = NamesOf(typeof(T), http).TryParse(text, out var bits);
        value = isName ? (T)System.Enum.ToObject(typeof(T), bits) : default;
        return isName;
    }

    /// <summary>Returns the names of an enum for a message.</summary>
    public static string Names<T>(HttpContext http)
        where T : struct, Enum => NamesOf(typeof(T), http).Expected;

    /// <summary>The request's form; null, with the reason reported, where there is none or it is broken.</summary>
    public static async ValueTask<IFormCollection?> FormAsync(HttpContext http, ErrorReport report)
    {
        if (!http.Request.HasFormContentType)
        {
            if (http.Request.ContentLength is > 0 || http.Request.ContentType is not null)
                throw new UnsupportedMediaType(
                    $"The endpoint reads a form (application/x-www-form-urlencoded or multipart/form-data), not "
                        + $"{(http.Request.ContentType is { } type ? Shortened.To(type) : "a body without a content type")}.");
            return null;
        }

        try
        {
            using var counted = CountedBody.Replace(http.Request);
            var form = await http.Request.ReadFormAsync();
            if (http.Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
                CheckLengths(http, form);
            return form;
        }
        catch (InvalidDataException exception)
        {
            // Limits of FormOptions, a missing boundary: one exception for all, told apart by its text alone.
            if (exception.Message.Contains(" exceeded", StringComparison.Ordinal))
                throw IsOfParts(exception.Message) ? new BadRequest(exception.Message, exception)
                    : new PayloadTooLarge(exception.Message, exception);
            report.Record(InputLocation.Form, "", "form", exception.Message, null);
            return null;
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            // The reader of multipart content misses the last boundary. Failures of the connection have types of their own.
            report.Record(InputLocation.Form, "", "form", "The form ends before its last boundary.", null);
            return null;
        }
    }

    /// <summary>ASP.NET applies the limit of a value to the other kind of form alone.</summary>
    private static void CheckLengths(HttpContext http, IFormCollection form)
    {
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<IFormOptionsMetadata>()?.ValueLengthLimit
            ?? http.RequestServices.GetRequiredService<IOptions<FormOptions>>().Value.ValueLengthLimit;
        foreach (var (_, values) in form)
        {
            foreach (var value in values)
            {
                if (value?.Length > limit)
                    throw new PayloadTooLarge($"Form value length limit {limit} exceeded.");
            }
        }
    }

    /// <summary>Reports that the framing of the values is too large, rather than the values.</summary>
    private static bool IsOfParts(string message) => message.StartsWith("Multipart header", StringComparison.Ordinal)
        || message.StartsWith("Multipart boundary", StringComparison.Ordinal)
        || message.StartsWith("The stream exceeded", StringComparison.Ordinal); // after the last boundary

    private static EnumNames NamesOf(Type type, HttpContext http) =>
        EnumNames.Of(type, http.GetEndpoint()?.Metadata.GetMetadata<ApiCore>()?.JsonOptions);

    /// <summary>.NET's parsers skip line ends and NUL around a value as white space.</summary>
    private static bool HasControls(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f');

    private static string? Last(StringValues values) => values.Count == 0 ? null : values[^1];
}
