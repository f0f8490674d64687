using System.Text.Json.Serialization;
using Rondo.Api.Binding;

namespace Rondo.Api;

/// <summary>
/// Holds a member of a JSON body that the client may leave out: absent, null or a value. For PATCH, where an absent member is
/// left as it is.
/// </summary>
/// <typeparam name="T">The type of the value; a nullable one where null is a value: <c>Optional&lt;string?&gt;</c>.</typeparam>
/// <remarks>
/// An absent member is <c>default</c>, without a default value or <c>required</c> making a difference. Constraints of the member
/// hold for the value, when there is one. In responses an
/// absent member is left out.
/// </remarks>
[JsonConverter(typeof(OptionalConverterFactory))]
public readonly record struct Optional<T> : IOptional
{
    private readonly T _value;

    /// <summary>Creates a member that is present.</summary>
    /// <param name="value">The value.</param>
    public Optional(T value) => (_value, HasValue) = (value, true);

    /// <summary>Gets whether the member is present. Its value may be null.</summary>
    public bool HasValue { get; }

    /// <summary>Gets the value.</summary>
    /// <exception cref="InvalidOperationException">The member is absent.</exception>
    public T Value =>
        HasValue ? _value
        : throw new InvalidOperationException(
            "The member is absent: check HasValue, or call GetValueOrDefault(…) with what it is otherwise.");

    /// <summary>Makes a present member of a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Optional<T>(T value) => new(value);

    /// <summary>Returns the value, or another for an absent member.</summary>
    /// <param name="defaultValue">The value for an absent member: the one that is to be kept.</param>
    public T GetValueOrDefault(T defaultValue) => HasValue ? _value : defaultValue;

    /// <summary>Returns the value as text; <c>absent</c> for an absent member.</summary>
    public override string ToString() => HasValue ? _value?.ToString() ?? "null" : "absent";

    JsonConverter IOptional.CreateConverter() => new OptionalConverter<T>();
}
