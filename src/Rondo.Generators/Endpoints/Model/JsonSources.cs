namespace Rondo.Generators.Endpoints.Model;

/// <summary>A value that is read from JSON.</summary>
/// <param name="Type">The type that is read, as C#.</param>
/// <param name="IsNullableValue">Whether <c>.Value</c> gets at it.</param>
/// <param name="Shape">The inside of the value; null for nothing to look at.</param>
internal sealed record JsonModel(string Type, bool IsNullableValue, ShapeModel? Shape);

/// <summary>A value, or values one by one, that the client sends as JSON.</summary>
/// <param name="Json">The value.</param>
/// <param name="Unfit">The types inside that JSON cannot hold. A dependency may yet take the place of a body.</param>
internal abstract record JsonSource(JsonModel Json, EquatableArray<DiagnosticModel> Unfit) : ParameterSource
{
    internal override ShapeModel? Inside => Json.Shape;
}

/// <summary>The body.</summary>
/// <param name="Json">The value.</param>
/// <param name="Unfit">The types inside that JSON cannot hold.</param>
/// <param name="Nulls">The places below the value where null may stand, as the null marks of its type.</param>
internal sealed record BodySource(JsonModel Json, EquatableArray<DiagnosticModel> Unfit, string Nulls) : JsonSource(Json, Unfit)
{
    internal override string? Location => "Body";
}

/// <summary>The lines of a body of JSON Lines.</summary>
/// <param name="Json">One line.</param>
/// <param name="Unfit">The types inside that JSON cannot hold.</param>
/// <param name="Nulls">The places below a line's value where null may stand, as the null marks of its type.</param>
internal sealed record LinesSource(JsonModel Json, EquatableArray<DiagnosticModel> Unfit, string Nulls) : JsonSource(Json, Unfit)
{
    internal override string? Location => "Body";

    internal override bool CanBeWrong => false;
}

/// <summary>The value that a handler without a request is run for.</summary>
/// <param name="Json">The value.</param>
/// <param name="Unfit">The types inside that JSON cannot hold.</param>
internal sealed record PayloadSource(JsonModel Json, EquatableArray<DiagnosticModel> Unfit) : JsonSource(Json, Unfit);

/// <summary>The session of a WebSocket with typed messages.</summary>
/// <param name="Json">A message of the client.</param>
/// <param name="Unfit">The types inside of messages, in and out, that JSON cannot hold.</param>
/// <param name="Outgoing">The type of the server's messages, as C#.</param>
internal sealed record SessionSource(JsonModel Json, EquatableArray<DiagnosticModel> Unfit, string Outgoing) : JsonSource(Json, Unfit)
{
    internal override bool IsSession => true;

    internal override bool CanBeWrong => false;
}

/// <summary>The session of a WebSocket whose messages are bytes and text.</summary>
internal sealed record RawSessionSource : ParameterSource
{
    internal override bool IsSession => true;

    internal override bool CanBeWrong => false;
}
