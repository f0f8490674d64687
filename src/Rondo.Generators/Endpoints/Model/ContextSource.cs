namespace Rondo.Generators.Endpoints.Model;

/// <summary>A value that generated code has at hand: the request or a part of it, the loop, a variable.</summary>
/// <param name="Expression">The value as C#, with <c>http</c> for the request's context.</param>
internal record ContextSource(string Expression) : ParameterSource
{
    internal const string Services = "http.RequestServices";

    internal const string Cancellation = "(global::Rondo.CancelScope.Current?.Token ?? http.RequestAborted)";

    /// <summary>The value of a parameter that cannot be bound: an error is reported, and the code never runs.</summary>
    internal static ContextSource Unbound { get; } = new("default!");

    /// <summary>Whether the value ends with the request.</summary>
    internal bool EndsWithRequest => Expression.Contains("http");

    /// <summary>Whether the value exists only in a request.</summary>
    internal bool NeedsRequest => EndsWithRequest && Expression is not (Services or Cancellation);

    /// <summary>Whether the value is the request, or gives access to all of it.</summary>
    internal bool IsRequest => Expression.StartsWith("http", StringComparison.Ordinal);

    internal override bool CanBeWrong => false;
}

/// <summary>The body as the client sends it.</summary>
/// <param name="Expression">The body as C#.</param>
internal record RawBodySource(string Expression) : ContextSource(Expression)
{
    internal virtual string ContentType => "application/octet-stream";

    /// <summary>The type that the docs show.</summary>
    internal virtual string Type => "global::System.IO.Stream";

    internal override string? Location => "Body";
}

/// <summary>The parts of a multipart body, as they come.</summary>
internal sealed record UploadSource() : RawBodySource("global::Rondo.Api.Runtime.UploadReader.ReadAsync(http)")
{
    internal override string ContentType => "multipart/form-data";

    internal override string Type => "global::Rondo.Api.UploadPart";
}
