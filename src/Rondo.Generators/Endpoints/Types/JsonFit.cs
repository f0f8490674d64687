using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>
/// Finds the types inside of a body, line, message or answer that JSON cannot hold: the document would describe them, and the
/// serializer refuse
/// each value.
/// </summary>
internal sealed class JsonFit
{
    private const string Serialization = "System.Text.Json.Serialization.";

    private readonly Compilation _compilation;
    private readonly bool _isRead;
    private readonly bool _hasFields;
    private readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly List<DiagnosticModel> _found = [];

    private JsonFit(Compilation compilation, bool isRead, bool hasFields) =>
        (_compilation, _isRead, _hasFields) = (compilation, isRead, hasFields);

    /// <param name="type">The type of the whole value.</param>
    /// <param name="name">The name of the value, for the diagnostic.</param>
    /// <param name="place">Where the value is declared.</param>
    /// <param name="compilation">The program, whose converters win.</param>
    /// <param name="isRead">Whether the client sends the value; otherwise the app does.</param>
    /// <param name="hasFields">Whether the JSON has fields, and so the parts of tuples.</param>
    internal static EquatableArray<DiagnosticModel> Of(ITypeSymbol type, string name, LocationModel? place, Compilation compilation,
        bool isRead, bool hasFields = false)
    {
        var fit = new JsonFit(compilation, isRead, hasFields);
        fit.Walk(type, name, place);
        return fit._found.ToEquatable();
    }

    private void Walk(ITypeSymbol type, string name, LocationModel? place)
    {
        type = type.NullableValue() ?? type.OptionalValue() ?? type;
        if (!_seen.Add(type) || type.GrowsWithoutEnd() || IsOwn(type))
            return;
        if (_hasFields && type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            foreach (var element in tuple.TupleElements)
                Walk(element.Type, $"{name}.{element.Name}", place);
            return;
        }

        if (Why(type) is { } why)
        {
            if (!OwnConverters.MayRead(type, _compilation))
                _found.Add(DiagnosticModel.Of(Diagnostics.UnfitForJson, place, name, type.ToDisplayString(), _isRead ? "read from"
                    : "written as", why));
            return;
        }

        if (JsonCollections.Entries(type) is { } entries)
            Walk(entries.Value, name, place);
        else if (JsonCollections.Item(type) is { } item)
            Walk(item, name, place);
        else if (type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named
            && !type.IsOfTheFramework())
            Members(named, place);
    }

    private void Members(INamedTypeSymbol type, LocationModel? place)
    {
        foreach (var (member, held) in JsonMembers.Of(type, _isRead))
        {
            if (!IsConverted(member))
                Walk(held, $"{type.Name}.{member.Name}", LocationModel.Of(member.Locations.FirstOrDefault()) ?? place);
        }

        foreach (var derived in type.GetAttributes()
            .Where(static each => each.AttributeClass.Is(Serialization + "JsonDerivedTypeAttribute")))
        {
            if (derived.ConstructorArguments[0].Value is INamedTypeSymbol each)
                Walk(each, each.Name, LocationModel.Of(each.Locations.FirstOrDefault()) ?? place);
        }
    }

    /// <summary>Whether the type has a way of its own to be read and written, or one that is known.</summary>
    private static bool IsOwn(ITypeSymbol type) => IsConverted(type)
        || type.TypeKind is TypeKind.Enum or TypeKind.Dynamic or TypeKind.TypeParameter or TypeKind.Error
        || Values.IsKnown(type) || type.SpecialType is SpecialType.System_Object || type.Is("System.Version")
        || type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte }
        || type.Is("System.Memory<T>") || type.Is("System.ReadOnlyMemory<T>")
            || type.Namespace() is "System.Text.Json" or "System.Text.Json.Nodes";

    private static bool IsConverted(ISymbol symbol) => symbol.GetAttributes()
        .Any(static each => each.AttributeClass.IsOrDerivesFrom(Serialization + "JsonConverterAttribute"));

    /// <returns>Why JSON cannot hold it, with the remedy; null where it can.</returns>
    private string? Why(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } => "an address is no data: take the value",
        { IsRefLikeType: true } => "it lives on the stack: take an array or a string",
        { IsTupleType: true } => "JSON has no names for a tuple's parts: take a record",
        { TypeKind: TypeKind.Delegate } or { SpecialType: SpecialType.System_Delegate or SpecialType.System_MulticastDelegate } =>
            "a function is no data: leave the member out with [JsonIgnore]",
        { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } => "its size depends on the machine: take a long",
        _ when type.IsOrDerivesFrom("System.Reflection.MemberInfo") || type.Is("System.Runtime.Serialization.SerializationInfo") =>
            "it is a part of a program: take its name",
        IArrayTypeSymbol { Rank: > 1 } => "JSON has no arrays of several dimensions: take an array of arrays",
        _ when JsonCollections.Entries(type) is { } entries && !JsonCollections.IsKey(entries.Key) =>
            $"a name in JSON cannot be a {entries.Key.ToDisplayString()}: take keys of string, Guid, a number, a date or an enum",
        _ when _isRead && JsonCollections.IsCollection(type) => JsonCollections.WhyNotMade(type),
        INamedTypeSymbol named when _isRead => JsonConstructors.Why(named),
        _ => null,
    };
}
