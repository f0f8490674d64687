using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Rondo.Api.Validation;

namespace Rondo.Api.Runtime;

/// <summary>
/// For generated code: <c>[Range]</c> of dates, times and durations, whose limits mean the same in every culture and zone.
/// </summary>
/// <remarks>
/// <see cref="RangeAttribute"/> reads its limits in the culture of the first request. A date and time without an offset is UTC.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class Limits<T>() : ValidationAttribute(static () => "The field {0} must be between {1} and {2}."), ILimits
    where T : struct, IComparable<T>, IParsable<T>
{
    private T _least;
    private T _most;
    private string _minimum = "";
    private string _maximum = "";

    /// <summary>The least value, in ISO 8601.</summary>
    public required string Minimum
    {
        get => _minimum;
        init => (_minimum, _least) = (value, Read(value));
    }

    /// <summary>The greatest value, in ISO 8601.</summary>
    public required string Maximum
    {
        get => _maximum;
        init => (_maximum, _most) = (value, Read(value));
    }

    /// <summary>Whether a value has to be above <see cref="Minimum"/>.</summary>
    public bool MinimumIsExclusive { get; init; }

    /// <summary>Whether a value has to be below <see cref="Maximum"/>.</summary>
    public bool MaximumIsExclusive { get; init; }

    /// <summary>Whether a value is outside.</summary>
    public bool Exclude(T value)
    {
        var (least, most) = (value.CompareTo(_least), value.CompareTo(_most));
        return least < 0 || most > 0 || (MinimumIsExclusive && least == 0) || (MaximumIsExclusive && most == 0);
    }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not T given || !Exclude(given);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) =>
        string.Format(CultureInfo.InvariantCulture, ErrorMessageString, name, Minimum, Maximum);

    private static T Read(string limit)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (typeof(T) == typeof(DateTime))
            return (T)(object)DateTime.Parse(limit, CultureInfo.InvariantCulture, Utc);
        return typeof(T) == typeof(DateTimeOffset) ? (T)(object)DateTimeOffset.Parse(limit, CultureInfo.InvariantCulture, Utc)
            : T.Parse(limit, CultureInfo.InvariantCulture);
    }
}
