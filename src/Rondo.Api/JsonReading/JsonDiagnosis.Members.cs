using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Binding;
using Rondo.Api.Runtime;
using Rondo.Api.Secrets;

namespace Rondo.Api.JsonReading;

/// <summary>Objects and their members.</summary>
internal sealed partial class JsonDiagnosis
{
    private void Object(ref Utf8JsonReader reader, JsonTypeInfo type, InputType? demands, in JsonFailure failure)
    {
        var discriminator = type.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (type.PolymorphismOptions is { } polymorphism)
        {
            if (Derived(reader, type, polymorphism) is not { } derived)
            {
                reader.Skip();
                return;
            }

            type = derived;
        }

        demands = demands?.As(type.Type);
        var members = JsonMembers.Of(type);
        var seen = new bool[type.Properties.Count];
        var isTold = false; // the type, by its discriminator
        var from = _report.Count;
        List<(int Order, int End)>? ends = null; // of the members' errors, which are reported in the order of the contract
        var isWhole = false;
        while (!IsDone && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                isWhole = true;
                break;
            }

            var before = _report.Count;
            var order = -1;
            if (discriminator is not null && IsText(ref reader, discriminator))
                Discriminator(ref reader, discriminator, ref isTold);
            else if (!members.TryFind(ref reader, out order))
                Unknown(ref reader, type);
            else
                Member(ref reader, type, members, order, demands, failure);
            if (order >= 0)
                seen[order] = true;
            if (_report.Count > before)
                (ends ??= []).Add((order < 0 ? int.MaxValue : order, _report.Count));
        }

        for (var order = 0; isWhole && order < seen.Length; order++)
        {
            if (seen[order] || IsDone || !IsDemanded(type, type.Properties[order], demands))
                continue;
            _report.EnterExact(type.Properties[order].Name);
            _report.Record("missing", "A value is required.", null);
            _report.Leave();
            (ends ??= []).Add((order, _report.Count));
        }

        if (ends?.Count > 1)
            _report.Sort(from, ends);
    }

    /// <summary>Whether a member has to be there. Of one whose type is a type argument the serializer does not know it.</summary>
    private static bool IsDemanded(JsonTypeInfo owner, JsonPropertyInfo property, InputType? demands) => property.IsRequired
        || (Shape(property, demands).RefusesNull
            && (property.AssociatedParameter is { HasDefaultValue: false } || AbsentMembers.IsNull(owner, property)));

    private static InputShape Shape(JsonPropertyInfo property, InputType? demands) =>
        demands is not null && (property.AttributeProvider as MemberInfo)?.Name is { } name ? demands.Member(name) : default;

    private void Unknown(ref Utf8JsonReader reader, JsonTypeInfo type)
    {
        var isRefused = type.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow;
        if (isRefused || reader.ValueIsEscaped)
        {
            _looks--;
            if (TryGetName(ref reader, out var name) && isRefused)
            {
                _report.EnterExact(name);
                _report.Record("unknown", "There is no such member.", null);
                _report.Leave();
            }
        }

        reader.Read();
        reader.Skip();
    }

    private void Member(
        ref Utf8JsonReader reader, JsonTypeInfo owner, JsonMembers members, int order, InputType? demands, in JsonFailure failure)
    {
        var property = owner.Properties[order];
        reader.Read();
        if (property is { Set: null, AssociatedParameter: null, ObjectCreationHandling: not JsonObjectCreationHandling.Populate })
        {
            reader.Skip(); // nothing takes it
            return;
        }

        _report.EnterExact(property.Name, members.IsSecret(order));
        var shape = Shape(property, demands);
        if (reader.TokenType == JsonTokenType.Null && !IsNullAValue(property))
            Null(ref reader, property, shape);
        else if (IsOpaque(property, owner))
            Opaque(ref reader, property, failure);
        else if (members.HasParameters && property.AssociatedParameter is null && !failure.IsInside(reader.TokenStartIndex))
            // The serializer sets other members after those that the constructor takes.
            Member(ref reader, property, shape, demands, failure.Later);
        else
            Member(ref reader, property, shape, demands, failure);
        _report.Leave();
    }

    private void Member(ref Utf8JsonReader reader, JsonPropertyInfo property, InputShape shape, InputType? demands, in JsonFailure failure)
    {
        var name = _isChecking && demands?.IsChecked == true ? (property.AttributeProvider as MemberInfo)?.Name : null;
        var type = _options.GetTypeInfo(property.PropertyType);
        if (Value(ref reader, type, shape, failure, wanted: name is not null, out var value) && name is not null)
            demands!.Check(name, value, _report);
    }

    /// <summary>Whether the member is optional, and says itself what null is: its check knows of nullable references.</summary>
    private static bool IsNullAValue(JsonPropertyInfo property) =>
        IOptional.ValueType(property.PropertyType) is { } type && CanBeNull(type);

    private void Null(ref Utf8JsonReader reader, JsonPropertyInfo property, InputShape shape)
    {
        var isAnnotated = property.AssociatedParameter is { } parameter ? parameter.IsNullable : property.IsSetNullable;
        var refuses = property.PropertyType.IsValueType
            ? !CanBeNull(property.PropertyType)
            : shape.RefusesNull || (_options.RespectNullableAnnotations && !isAnnotated);
        if (refuses)
            Wrong(ref reader, _options.GetTypeInfo(property.PropertyType), null);
    }

    /// <summary>Whether the member has a way of its own to be read.</summary>
    private bool IsOpaque(JsonPropertyInfo property, JsonTypeInfo owner) => property.CustomConverter is not null
        || ((property.NumberHandling ?? owner.NumberHandling) is { } handling && handling != _options.NumberHandling);

    /// <summary>The value of a member with a way of its own to be read, which only its owner's deserialization goes.</summary>
    private void Opaque(ref Utf8JsonReader reader, JsonPropertyInfo property, in JsonFailure failure)
    {
        _looks--;
        if (failure.IsInside(reader.TokenStartIndex) && failure.Cause is { } cause)
            Report(ref reader, property.CustomConverter is null ? _options.GetTypeInfo(property.PropertyType) : null, cause);
        reader.Skip();
    }
}
