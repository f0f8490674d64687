using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Rondo.Api.JsonReading;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: how a body, each line of it or each message of a WebSocket is read as <typeparamref name="T"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class JsonInput<T>
{
    private readonly Func<T, bool>? _hasNulls;
    private readonly InputShape _shape;
    private readonly Func<ErrorReport> _newReport;
    private readonly ILogger? _logger;

    /// <param name="json">The contract.</param>
    /// <param name="shape">The demands that the contract does not show.</param>
    /// <param name="hasNulls">Whether a value has a null where C#'s type forbids it; null where none can be.</param>
    /// <param name="validate">Checks the constraints of a value, for lines and messages.</param>
    /// <param name="newReport">Makes a report; null for one whose members have the names of C#.</param>
    /// <param name="logger">Takes defects of the program's code that reads JSON; null for none.</param>
    internal JsonInput(
        JsonTypeInfo<T> json,
        InputShape shape,
        Func<T, bool>? hasNulls = null,
        Action<T, ErrorReport>? validate = null,
        Func<ErrorReport>? newReport = null,
        ILogger? logger = null)
    {
        (Json, _shape, _hasNulls, Validate) = (json, shape, hasNulls, validate);
        _newReport = newReport ?? (static () => new ErrorReport(static name => name));
        _logger = logger;
    }

    internal JsonTypeInfo<T> Json { get; }

    internal Action<T, ErrorReport>? Validate { get; }

    /// <summary>Whether null is a value.</summary>
    internal bool IsNullable => !_shape.RefusesNull;

    internal ErrorReport NewReport() => _newReport();

    /// <summary>Reads a text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="value">The value. Where the result is false it is a value with a null inside, or none.</param>
    /// <param name="cause">The exception of its deserialization; null for a value in which a null was found.</param>
    /// <returns>False for a text that <see cref="Diagnose"/> has to look at.</returns>
    internal bool TryRead(in ReadOnlySequence<byte> text, out T? value, out Exception? cause)
    {
        value = default;
        cause = null;
        try
        {
            value = text.IsSingleSegment ? JsonSerializer.Deserialize(text.FirstSpan, Json) : ReadPieces(text);
            return value is null ? IsNullable : _hasNulls is null || !_hasNulls(value);
        }
        catch (Exception exception) when (JsonReasons.IsOfInput(exception))
        {
            cause = exception;
            return false;
        }
    }

    /// <summary>Reports everything that is wrong with a text that could not be read; nothing where nothing is wrong after all.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="cause">The exception of its deserialization, if there was one.</param>
    /// <param name="report">Takes the errors, at the place where it stands.</param>
    /// <param name="line">The line of the body with which the text begins.</param>
    internal void Diagnose(in ReadOnlySequence<byte> text, Exception? cause, ErrorReport report, long line = 1)
    {
        if (_logger is not null && cause is not null && JsonReasons.IsDefect(cause))
            JsonLog.ReadingFailed(_logger, typeof(T).Name, cause);
        JsonDiagnosis.Run(text, Json, _shape, cause, report, line);
    }

    private T? ReadPieces(in ReadOnlySequence<byte> text)
    {
        var reader = new Utf8JsonReader(text, JsonDiagnosis.ReaderOptions(Json.Options));
        var value = JsonSerializer.Deserialize(ref reader, Json);
        if (reader.Read())
            throw new JsonException("There is more than one JSON value.", "$", null, null);
        return value;
    }
}
