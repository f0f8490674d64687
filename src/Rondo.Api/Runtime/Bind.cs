using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: the strings of a request, and what they mean.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Bind
{
    /// <summary>A segment of the path; null where the route's optional segment is absent.</summary>
    public static string? Route(HttpContext http, string name) => http.Request.RouteValues.TryGetValue(name, out var value) && value is not null ? value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    /// <summary>The last value of a query parameter, as in FastAPI; null where there is none.</summary>
    public static string? Query(HttpContext http, string name) => Last(http.Request.Query[name]);

    /// <summary>All values of a query parameter.</summary>
    public static StringValues QueryAll(HttpContext http, string name) => http.Request.Query[name];

    /// <summary>A header's value, several lines joined as HTTP says.</summary>
    public static string? Header(HttpContext http, string name) => http.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A header's values: its lines, split at commas.</summary>
    public static StringValues HeaderAll(HttpContext http, string name) =>
        http.Request.Headers.TryGetValue(name, out var values) ? values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : StringValues.Empty;

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

    /// <summary>A number as JSON writes it; <c>1,5</c> is none, rather than fifteen.</summary>
    public static bool Number<T>(string text, out T value)
        where T : struct, System.Numerics.INumber<T> =>
        T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !HasControls(text);

    /// <summary>true, false, 1 or 0.</summary>
    public static bool Boolean(string text, out bool value)
    {
        if (bool.TryParse(text, out value))
            return !HasControls(text);
        value = text == "1";
        return text is "0" or "1";
    }

    /// <summary>ISO 8601, keeping what it says of its zone.</summary>
    public static bool DateTime(string text, out DateTime value) =>
        System.DateTime.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind | DateTimeStyles.AllowWhiteSpaces, out value)
        && !HasControls(text);

    /// <summary>ISO 8601; UTC where it does not say.</summary>
    public static bool DateTimeOffset(string text, out DateTimeOffset value) =>
        System.DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out value)
        && !HasControls(text);

    /// <summary>An absolute or relative URI.</summary>
    public static bool Uri(string text, [NotNullWhen(true)] out Uri? value) => System.Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out value);

    /// <summary>A name of the enum, in any case, or as JSON would write it; no numbers, which are not part of the contract.</summary>
    public static bool Enum<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (var name in System.Enum.GetNames<T>())
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase) || string.Equals(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), text, StringComparison.OrdinalIgnoreCase)
                || string.Equals(JsonNamingPolicy.KebabCaseLower.ConvertName(name), text, StringComparison.OrdinalIgnoreCase))
            {
                value = System.Enum.Parse<T>(name);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The names of an enum for a message.</summary>
    public static string Names<T>()
        where T : struct, Enum => "one of " + string.Join(", ", System.Enum.GetNames<T>().Select(static name => JsonNamingPolicy.CamelCase.ConvertName(name)));

    /// <summary>The request's form; null, with the reason reported, where there is none or it is broken.</summary>
    public static async ValueTask<IFormCollection?> FormAsync(HttpContext http, ErrorReport report)
    {
        if (!http.Request.HasFormContentType)
        {
            if (http.Request.ContentLength is > 0 || http.Request.ContentType is not null)
                throw new UnsupportedMediaType($"The endpoint reads a form (application/x-www-form-urlencoded or multipart/form-data), not {(http.Request.ContentType is { } type ? Shortened.To(type) : "a body without a content type")}.");
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
                throw IsOfParts(exception.Message) ? new BadRequest(exception.Message, exception) : new PayloadTooLarge(exception.Message, exception);
            report.Record(InputLocation.Form, "", "form", exception.Message, null);
            return null;
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            // The reader of multipart content misses the last boundary. What goes wrong with the connection has types of its own.
            report.Record(InputLocation.Form, "", "form", "The form ends before its last boundary.", null);
            return null;
        }
    }

    /// <summary>ASP.NET applies the limit of a value to the other kind of form alone.</summary>
    private static void CheckLengths(HttpContext http, IFormCollection form)
    {
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<IFormOptionsMetadata>()?.ValueLengthLimit ?? http.RequestServices.GetRequiredService<IOptions<FormOptions>>().Value.ValueLengthLimit;
        foreach (var (_, values) in form)
        {
            foreach (var value in values)
            {
                if (value?.Length > limit)
                    throw new PayloadTooLarge($"Form value length limit {limit} exceeded.");
            }
        }
    }

    /// <summary>What frames the values is too large, rather than they.</summary>
    private static bool IsOfParts(string message) => message.StartsWith("Multipart header", StringComparison.Ordinal) || message.StartsWith("Multipart boundary", StringComparison.Ordinal)
        || message.StartsWith("The stream exceeded", StringComparison.Ordinal); // after the last boundary

    /// <summary>.NET's parsers skip line ends and NUL around a value as white space.</summary>
    private static bool HasControls(string text) => text.AsSpan().ContainsAnyInRange('\0', '\u001f');

    private static string? Last(StringValues values) => values.Count == 0 ? null : values[^1];
}
