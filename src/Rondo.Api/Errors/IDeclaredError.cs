namespace Rondo.Api.Errors;

/// <summary>An error that an endpoint may answer, as endpoint metadata.</summary>
internal interface IDeclaredError
{
    /// <summary>The class of the error.</summary>
    Type Error { get; }
}
