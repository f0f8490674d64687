using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Api.Values;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Rows;

/// <summary>From symbols to the model.</summary>
internal static class RowParser
{
    private const string Annotations = "System.ComponentModel.DataAnnotations";

    private static readonly HashSet<string> s_methods = ["FindAsync", "OneAsync", "QueryAsync", "StreamAsync", "ScalarAsync"];
    private static readonly HashSet<string> s_scalars = [.. ValueTypeNames.All];

    internal static bool IsCandidate(SyntaxNode node) =>
        node is GenericNameSyntax { TypeArgumentList.Arguments.Count: 1 } name
        && s_methods.Contains(name.Identifier.ValueText) && Invocation(name) is not null;

    internal static RowModel? ParseCall(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var name = (GenericNameSyntax)context.Node;
        var symbol = context.SemanticModel.GetSymbolInfo(Invocation(name)!, cancellation);
        var method = (symbol.Symbol ?? symbol.CandidateSymbols.FirstOrDefault()) as IMethodSymbol;
        if (method is not { TypeArguments.Length: 1 } || method.ContainingType.ToDisplayString() != "Rondo.Data.SqlExecutor"
            || HasTypeParameter(method.TypeArguments[0]))
            return null;
        return Parse(method.TypeArguments[0], name.TypeArgumentList.Arguments[0].GetLocation());
    }

    internal static RowModel? ParseType(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // An EF Core entity has [Table] too: without Rondo.Data there is nothing to generate.
        return context.TargetSymbol is INamedTypeSymbol { IsGenericType: false } type
            && context.SemanticModel.Compilation.GetTypeByMetadataName("Rondo.Data.SqlExecutor") is not null
            ? Parse(type, type.Locations.FirstOrDefault())
            : null;
    }

    private static RowModel? Parse(ITypeSymbol type, Location? location)
    {
        var bare = WithoutNull(type);
        if (bare.TypeKind == TypeKind.Error || IsScalar(bare))
            return null;
        if (bare.TypeKind == TypeKind.Enum)
            return new RowModel(
                bare.Full(), bare.Plain(), RowShape.Enum, EquatableArray<ColumnModel>.Empty, null, EquatableArray<DiagnosticModel>.Empty);
        if (bare is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            var elements = tuple.TupleElements
                .Select(static element => Column(element.Name, name: null, element.Type, isParameter: true))
                .ToEquatable();
            return new RowModel(
                tuple.WithNullableAnnotation(NullableAnnotation.None).Full(), (tuple.TupleUnderlyingType ?? tuple).Plain(), RowShape.Tuple,
                elements, null, EquatableArray<DiagnosticModel>.Empty);
        }

        if (Obstacle(bare) is { } obstacle)
            return Wrong(bare, DiagnosticModel.Of(Diagnostics.UnreadableRow, LocationModel.Of(location), bare.ToDisplayString(), obstacle));
        var named = (INamedTypeSymbol)bare;
        var columns = Columns(named);
        if (TableName(named) is not { } table)
            return new RowModel(named.Full(), named.Plain(), RowShape.Members, columns, null, EquatableArray<DiagnosticModel>.Empty);
        var key = KeyOf(named, columns);
        return key < 0
            ? Wrong(bare, DiagnosticModel.Of(Diagnostics.RowWithoutKey, LocationModel.Of(location), bare.Name, table))
            : new RowModel(
                named.Full(), named.Plain(), RowShape.Members, columns, new TableModel(table, key, IsGenerated(named, columns[key])),
                EquatableArray<DiagnosticModel>.Empty);
    }

    private static RowModel Wrong(ITypeSymbol type, DiagnosticModel problem) =>
        new(type.Full(), type.Plain(), RowShape.Members, EquatableArray<ColumnModel>.Empty, null, new[] { problem });

    private static InvocationExpressionSyntax? Invocation(GenericNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access when access.Name == name => call,
        MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax call } => call,
        InvocationExpressionSyntax call => call,
        _ => null,
    };

    private static string? Obstacle(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } named)
            return "it is no class, record, tuple or scalar. Name one with a member for each column";
        if (named.SpecialType == SpecialType.System_Object)
            return "object says nothing about the columns. Name a record with a member for each column";
        if (named.IsAbstract)
            return "it is abstract. Name a type that can be created";
        for (var each = named; each is not null; each = each.ContainingType)
        {
            if (each.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return $"{each.Name} is private, and generated code cannot name it. Make it internal or public";
            if (each.IsFileLocal)
                return $"{each.Name} is local to its file, and generated code cannot name it. Make it internal or public";
        }

        if (named.AllInterfaces.Any(static each => each.SpecialType == SpecialType.System_Collections_IEnumerable))
            return "it is a collection, and a row is none. Name the type of one row, and use QueryAsync for all of them";
        if (Constructor(named) is not { } constructor)
            return "it has no constructor that generated code can call. Give it one without parameters, or a record's own";
        var unmatched = constructor.Parameters.FirstOrDefault(parameter => Property(named, parameter.Name) is null);
        return unmatched is not null ? $"the parameter '{unmatched.Name}' of its constructor belongs to no property of that name"
            : Columns(named).Count == 0 ? "it has no member that can be set" : null;
    }

    /// <summary>
    /// The one without parameters where it can be called, else the longest: a positional record's own. Not the copy constructor.
    /// </summary>
    private static IMethodSymbol? Constructor(INamedTypeSymbol type) => type.InstanceConstructors
        .Where(constructor => constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
            && !(constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type)))
        .OrderByDescending(
            constructor => type.IsRecord || type.IsValueType ? constructor.Parameters.Length
            : constructor.Parameters.Length == 0 ? int.MaxValue : constructor.Parameters.Length)
        .FirstOrDefault();

    private static EquatableArray<ColumnModel> Columns(INamedTypeSymbol type)
    {
        var constructor = Constructor(type)!;
        var columns = new List<ColumnModel>();
        foreach (var parameter in constructor.Parameters)
        {
            var property = Property(type, parameter.Name)!;
            columns.Add(Column(property.Name, ColumnName(property), parameter.Type, isParameter: true));
        }

        foreach (var property in Properties(type))
        {
            if (property.SetMethod is { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
                && !columns.Exists(column => column.Member == property.Name)
                && !Has(property, "Schema.NotMappedAttribute"))
                columns.Add(Column(property.Name, ColumnName(property), property.Type, isParameter: false));
        }

        return columns.ToEquatable();
    }

    private static ColumnModel Column(string member, string? name, ITypeSymbol type, bool isParameter)
    {
        var bare = WithoutNull(type);
        var kind = IsScalar(bare) ? CellKind.Scalar : bare.TypeKind == TypeKind.Enum ? CellKind.Enum : CellKind.Json;
        var isNullable = bare.IsValueType ? !SymbolEqualityComparer.Default.Equals(bare, type)
            : type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        return new ColumnModel(member, name, bare.Full(), kind, isNullable, bare.IsValueType, isParameter);
    }

    private static int KeyOf(INamedTypeSymbol type, EquatableArray<ColumnModel> columns)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (Has(Property(type, columns[i].Member)!, "KeyAttribute"))
                return i;
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Member == "Id")
                return i;
        }

        return -1;
    }

    /// <summary>As in EF Core: an integer key is given by the database unless [DatabaseGenerated] says otherwise.</summary>
    private static bool IsGenerated(INamedTypeSymbol type, ColumnModel key)
    {
        var attribute = Property(type, key.Member)!.GetAttributes()
            .FirstOrDefault(each => each.AttributeClass?.ToDisplayString() == Annotations + ".Schema.DatabaseGeneratedAttribute");
        return FirstArgument(attribute) is int option ? option == 1 : key.Type is "int" or "long" or "short" or "uint" or "ulong";
    }

    private static string? TableName(INamedTypeSymbol type)
    {
        var attribute = type.GetAttributes()
            .FirstOrDefault(static each => each.AttributeClass?.ToDisplayString() == Annotations + ".Schema.TableAttribute");
        if (FirstArgument(attribute) is not string name)
            return null;
        var schema = attribute!.NamedArguments.FirstOrDefault(static each => each.Key == "Schema").Value.Value as string;
        return schema is null ? name : $"{schema}.{name}";
    }

    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol type)
    {
        var seen = new HashSet<string>();
        for (var each = type; each is not null && each.SpecialType == SpecialType.None; each = each.BaseType)
        {
            foreach (var property in each.GetMembers().OfType<IPropertySymbol>())
            {
                if (!property.IsStatic && !property.IsIndexer
                    && property.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
                    && property.Name != "EqualityContract" && seen.Add(property.Name))
                    yield return property;
            }
        }
    }

    private static IPropertySymbol? Property(INamedTypeSymbol type, string name) =>
        Properties(type).FirstOrDefault(property => string.Equals(property.Name, name, System.StringComparison.OrdinalIgnoreCase));

    private static string? ColumnName(IPropertySymbol property) => FirstArgument(property.GetAttributes()
        .FirstOrDefault(static each => each.AttributeClass?.ToDisplayString() == Annotations + ".Schema.ColumnAttribute")) as string;

    private static object? FirstArgument(AttributeData? attribute) =>
        attribute is { ConstructorArguments.Length: > 0 } ? attribute.ConstructorArguments[0].Value : null;

    private static bool Has(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Any(each => each.AttributeClass?.ToDisplayString() == $"{Annotations}.{attribute}");

    private static ITypeSymbol WithoutNull(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
        ? nullable.TypeArguments[0]
        : type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);

    private static bool IsScalar(ITypeSymbol type) =>
        type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte }
        || (type is INamedTypeSymbol && s_scalars.Contains($"{type.ContainingNamespace?.ToDisplayString()}.{type.MetadataName}"));

    private static bool HasTypeParameter(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => HasTypeParameter(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(HasTypeParameter),
        _ => false,
    };
}
