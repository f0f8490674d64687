using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Rondo.Api.Secrets;
using Rondo.Api.Uploads;

namespace Rondo.Api.Runtime;

/// <summary>Reads a multipart body part by part; for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class UploadReader
{
    // As in ASP.NET's FormOptions.
    private const int MaxBoundaryLength = 128;

    /// <summary>Checks what the request states, and reads the parts at the handler's pace.</summary>
    /// <param name="http">The request.</param>
    /// <exception cref="UnsupportedMediaType">The body is no multipart form.</exception>
    /// <exception cref="BadRequest">The boundary is missing or too long, or a part is malformed.</exception>
    /// <exception cref="PayloadTooLarge">A limit of <see cref="UploadLimitsAttribute"/> is exceeded.</exception>
    public static IAsyncEnumerable<UploadPart> ReadAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var boundary = BoundaryOf(http.Request.ContentType);
        if (http.Features.Get<IFormFeature>()?.Form is not null)
        {
            throw new InvalidOperationException(
                "The form was read before the handler, so that no parts are left: "
                + "let no middleware read the form of an endpoint that takes IAsyncEnumerable<UploadPart>.");
        }

        var limits = http.GetEndpoint()?.Metadata.GetMetadata<UploadLimitsAttribute>() ?? UploadLimitsAttribute.Default;
        if (limits.MaxBytes > 0)
        {
            if (http.Request.ContentLength > limits.MaxBytes)
                throw UploadErrors.TooLarge("The upload", "bytes", limits.MaxBytes);
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
                server.MaxRequestBodySize = null; // UploadBody counts
        }

        var body = new UploadBody(http.Request.Body, http.Request.ContentLength, limits.MaxBytes);
        return Read(new MultipartReader(boundary, body, bufferSize: 16 * 1024)
        {
            HeadersCountLimit = limits.MaxPartHeaders,
            HeadersLengthLimit = limits.MaxPartHeaderBytes,
        }, body, limits, CancelScope.Current?.Token ?? http.RequestAborted);
    }

    private static async IAsyncEnumerable<UploadPart> Read(
        MultipartReader reader, UploadBody body, UploadLimitsAttribute limits, CancellationToken request,
            [EnumeratorCancellation] CancellationToken token = default)
    {
        token = token.CanBeCanceled ? token : request;
        for (var number = 1; await NextAsync(reader, limits, number, token) is { } section; number++)
        {
            if (number > limits.MaxParts)
                throw UploadErrors.TooLarge("The upload", "parts", limits.MaxParts);
            var part = PartOf(section, body, limits, number, token);
            yield return part;
            await part.SkipAsync();
        }
    }

    private static async ValueTask<MultipartSection?> NextAsync(
        MultipartReader reader, UploadLimitsAttribute limits, int number, CancellationToken token)
    {
        try
        {
            return await reader.ReadNextSectionAsync(token);
        }
        catch (Exception exception) when (UploadErrors.Of(exception, $"Part {number}", limits) is { } error)
        {
            throw error;
        }
    }

    private static UploadPart PartOf(
        MultipartSection section, UploadBody body, UploadLimitsAttribute limits, int number, CancellationToken token)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(disposition.Name) is not { HasValue: true, Length: > 0 } name)
        {
            throw new BadRequest($"Part {number} has no name: send Content-Disposition: form-data; name=\"...\" with each part.");
        }

        return new UploadPart(body, new UploadContent(section.Body, name.ToString(), number, limits, token), disposition, section);
    }

    private static string BoundaryOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            var stated = string.IsNullOrEmpty(contentType) ? "of no stated type" : $"'{Shortened.To(contentType, 100)}'";
            throw new UnsupportedMediaType(
                $"This endpoint reads an upload, and the body is {stated}. Send Content-Type: multipart/form-data.");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary.Length == 0)
            throw new BadRequest("The Content-Type names no boundary: send multipart/form-data; boundary=...");
        return boundary.Length <= MaxBoundaryLength ? boundary
            : throw new BadRequest($"The boundary has {boundary.Length} characters, and may have {MaxBoundaryLength}.");
    }
}
