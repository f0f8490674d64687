using System.Text.Json.Serialization;

namespace Rondo.Api.Binding;

/// <summary>Any <see cref="Optional{T}"/>, without its type.</summary>
internal interface IOptional
{
    bool HasValue { get; }

    JsonConverter CreateConverter();

    /// <summary>The T of an <see cref="Optional{T}"/>; null for any other type.</summary>
    static Type? ValueType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>) ? type.GenericTypeArguments[0] : null;
}
