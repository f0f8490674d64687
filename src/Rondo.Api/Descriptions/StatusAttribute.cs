namespace Rondo.Api;

/// <summary>The status code of a handler's successful answer, instead of 200 (or 204 where it returns nothing).</summary>
/// <param name="status">200 to 399.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StatusAttribute(int status) : Attribute
{
    /// <summary>The status code.</summary>
    public int Status { get; } = status is >= 200 and <= 399
        ? status
        : throw new ArgumentOutOfRangeException(
            nameof(status), status, "The status of a successful answer is between 200 and 399; for an error throw an ApiError.");
}
