using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Secrets;

namespace Rondo.Api.JsonReading;

/// <summary>Says why a value could not be deserialized, in words for the sender: no names of C#, and no places in texts.</summary>
internal static class JsonReasons
{
    private const string Serializer = "System.Text.Json";

    /// <summary>
    /// Whether an exception of a deserialization is the sender's fault: any, since the program's constructors, setters and
    /// converters throw what they like.
    /// </summary>
    internal static bool IsOfInput(Exception exception) => exception is not OutOfMemoryException;

    /// <summary>The sentence about a value that the serializer refused.</summary>
    internal static string Of(JsonTypeInfo type) => TypeWords.Of(type) is { } words ? $"It must be {words}." : SecretTexts.NotValid;

    /// <summary>The words of the program's own code; null where the serializer refused the value.</summary>
    internal static string? OfProgram(Exception? cause)
    {
        return Inner(cause) switch
        {
            null => null,
            JsonException json => IsSerializers(json) ? null : Sentence(Syntax(json)),
            NotSupportedException { Source: Serializer } => null,
            (FormatException or ArgumentException or OverflowException or ValidationException) and var own => Sentence(own.Message),
            InvalidOperationException own when own.Source?.StartsWith("System", StringComparison.Ordinal) != true => Sentence(own.Message),
            _ => SecretTexts.NotValid,
        };
    }

    /// <summary>Whether code of the program's failed, rather than refused a value.</summary>
    internal static bool IsDefect(Exception cause) => Inner(cause) is not (
        JsonException or NotSupportedException or FormatException or ArgumentException or OverflowException or ValidationException
        or InvalidOperationException);

    private static Exception? Inner(Exception? cause)
    {
        while (cause is TargetInvocationException or JsonException { InnerException: JsonException })
            cause = cause.InnerException;
        return cause;
    }

    /// <summary>The reader's reason without its place.</summary>
    internal static string Syntax(JsonException exception)
    {
        // "… Path: $.a | LineNumber: 0 | BytePositionInLine: 5." is for programmers.
        var message = exception.Message;
        foreach (var tail in (ReadOnlySpan<string>)[" Path:", " LineNumber:"])
        {
            var cut = message.IndexOf(tail, StringComparison.Ordinal);
            if (cut > 0)
                message = message[..cut];
        }

        return message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal) ? "There is no JSON."
            : message.Replace("The maximum configured depth", "The maximum depth", StringComparison.Ordinal);
    }

    /// <summary>A converter that gives no message is given the serializer's. Ahead of time there is no source.</summary>
    private static bool IsSerializers(JsonException exception) =>
        exception.Source is null or Serializer
        || exception.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal);

    private static string Sentence(string message)
    {
        // "… (Parameter 'count')" and "Actual value was -1." are for programmers.
        var end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        message = (end < 0 ? message : message[..end]).Trim();
        return message.Length == 0 ? SecretTexts.NotValid : SecretTexts.Masked(message);
    }
}
