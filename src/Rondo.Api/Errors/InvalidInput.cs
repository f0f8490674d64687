namespace Rondo.Api;

/// <summary>422: the request was understood and its inputs are wrong; lists every one of them.</summary>
/// <remarks>Thrown by generated code before the handler runs; a handler may throw its own.</remarks>
[Problem(422, "The request has invalid input")]
public sealed class InvalidInput : ApiError
{
    /// <summary>Creates the error.</summary>
    /// <param name="errors">The errors, at least one.</param>
    public InvalidInput(IReadOnlyList<InputError> errors)
        : base(null)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (errors.Count == 0)
            throw new ArgumentException("Invalid input needs at least one error to report.", nameof(errors));
        Errors = errors;
    }

    internal InvalidInput(ErrorReport report)
        : this([.. report]) =>
        (Omitted, IsIncomplete) = (report.Omitted, report.IsIncomplete);

    /// <summary>How many errors were found that <see cref="Errors"/> does not list.</summary>
    internal int Omitted { get; }

    /// <summary>Whether a part of the input was not looked at.</summary>
    internal bool IsIncomplete { get; }

    /// <summary>The errors, in the order of the parameters.</summary>
    public IReadOnlyList<InputError> Errors { get; }
}
