namespace Rondo.Api.Uploads;

/// <summary>The answers to uploads that are too large or malformed.</summary>
internal static class UploadErrors
{
    internal static PayloadTooLarge TooLarge(string subject, string unit, long limit) =>
        new($"{subject} has more than {limit} {unit}, which is the most that this endpoint takes.") { Extensions = { ["limit"] = limit } };

    /// <summary>The reader of multipart content has one exception type for limits and for malformed content.</summary>
    /// <returns>Null for an exception of another origin, such as that of the connection.</returns>
    internal static ApiError? Of(Exception exception, string subject, UploadLimitsAttribute limits) => exception switch
    {
        InvalidDataException when exception.Message.Contains("headers count limit", StringComparison.Ordinal) =>
            TooLarge(subject, "headers", limits.MaxPartHeaders),
        InvalidDataException when exception.Message.Contains("headers length limit", StringComparison.Ordinal)
            || exception.Message.StartsWith("Line length limit", StringComparison.Ordinal) =>
            TooLarge(subject, "bytes of headers", limits.MaxPartHeaderBytes),
        InvalidDataException => new BadRequest($"{subject} is malformed: {exception.Message}", exception),
        IOException when exception.GetType() == typeof(IOException) =>
            new BadRequest("The upload ends before its last boundary.", exception),
        _ => null,
    };
}
