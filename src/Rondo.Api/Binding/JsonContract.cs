using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Values;
using Rondo.Server.Requests;

namespace Rondo.Api.Binding;

/// <summary>
/// Makes C#'s signatures the contract: a constructor's parameter that is neither nullable nor has a default has to be there, and so has a
/// member that is not nullable and would be null without a value (<c>= null!</c>), as in ASP.NET Core's MVC.
/// </summary>
/// <remarks>
/// The serializer's own switch (<see cref="JsonSerializerOptions.RespectRequiredConstructorParameters"/>) demands nullable ones
/// too, which would make
/// <c>string? Note</c> of a positional record an input that everybody has to send.
/// </remarks>
internal static class JsonContract
{
    internal static void Apply(JsonSerializerOptions options)
    {
        if (options.IsReadOnly)
            return;
        Scalars.AddConverters(options);
        options.Converters.Add(new ReadOnlySetConverterFactory());
        if (options.TypeInfoResolver is { } resolver)
            options.TypeInfoResolver = resolver.WithAddedModifier(Demand).WithAddedModifier(KeepOnLoop);
    }

    /// <summary>Returns how the app's JSON options read and write a type.</summary>
    /// <exception cref="InvalidOperationException">They do not know the type, and reflection is off.</exception>
    internal static JsonTypeInfo<T> Of<T>(JsonSerializerOptions options, string endpoint)
    {
        try
        {
            return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        }
        catch (NotSupportedException exception)
        {
            throw new InvalidOperationException(
                $"{endpoint}: JSON knows nothing of {typeof(T)}, and reflection is off. "
                + $"Name it in a JsonSerializerContext ([JsonSerializable(typeof({typeof(T).Name}))]) and add that: "
                + "builder.Services.ConfigureHttpJsonOptions(options => "
                + "options.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJson.Default)).",
                exception);
        }
    }

    /// <summary>The code of an async sequence in a member runs on the request's loop.</summary>
    private static void KeepOnLoop(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType.IsInterface && property.Get is { } get && LoopItems.WrapOf(property.PropertyType) is { } wrap)
                property.Get = owner => get(owner) is { } items ? wrap(items) : null;
        }
    }

    private static void Demand(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            LenientNumbers.Respect(type, property);
            if (IOptional.ValueType(property.PropertyType) is not null)
            {
                property.IsRequired = false;
                property.ShouldSerialize ??= static (_, value) => value is IOptional { HasValue: true };
                continue;
            }

            if (type.Options.RespectNullableAnnotations && !property.IsSetNullable && AbsentMembers.IsNull(type, property))
                property.IsRequired = true;
            if (property.AssociatedParameter is not { HasDefaultValue: false } parameter || parameter.IsNullable)
                continue;
            if (Nullable.GetUnderlyingType(property.PropertyType) is not null)
                continue;
            // Never called, since the constructor takes the value: the serializer demands nothing of a property without a setter.
            property.Set ??= static (_, _) => { };
            property.IsRequired = true;
        }
    }
}
