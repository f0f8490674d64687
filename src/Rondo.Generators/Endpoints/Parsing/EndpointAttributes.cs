using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>
/// The attributes of a handler, which are metadata of its endpoint: those of its class and the bases of that first, so that the
/// nearest comes last.
/// </summary>
/// <remarks>An attribute that would be dropped may be the one that keeps callers out, so it is an error.</remarks>
internal static class EndpointAttributes
{
    private const string AspNet = "Microsoft.AspNetCore";
    private const string Mvc = "Microsoft.AspNetCore.Mvc";

    private static readonly Dictionary<string, string> s_remedies = new()
    {
        ["RequireHttpsAttribute"] = "call app.UseHttpsRedirection()",
        ["ResponseCacheAttribute"] = "use [OutputCache], or set the header Cache-Control",
        ["ProducesAttribute"] = "return the type, or describe it with .Produces<T>()",
        ["ValidateAntiForgeryTokenAttribute"] = "use [RequireAntiforgeryToken]",
        ["AutoValidateAntiforgeryTokenAttribute"] = "use [RequireAntiforgeryToken]",
        ["IgnoreAntiforgeryTokenAttribute"] = "use [RequireAntiforgeryToken(required: false)]",
        ["ApiExplorerSettingsAttribute"] = "use [ExcludeFromDescription] or [EndpointGroupName]",
    };

    internal static EquatableArray<string> Of(IMethodSymbol handler, Compilation compilation, List<DiagnosticModel> diagnostics)
    {
        // The nearest last: endpoints heed the last of several.
        var ofClass = handler.MethodKind == MethodKind.Ordinary ? Inherited(handler.ContainingType.WithBases()) : [];
        var creations = new List<string>();
        foreach (var attribute in ofClass.Concat(Inherited(Overridden(handler))))
        {
            if (Unheeded(attribute, compilation) is { } why)
                Report(attribute, handler, why, diagnostics);
            else if (Literals.Attribute(attribute) is { } creation)
                creations.Add(creation);
        }

        return creations.ToEquatable();
    }

    /// <summary>The attributes of a dependency, for the docs. One that protects endpoints protects nothing here.</summary>
    internal static EquatableArray<string> OfDependency(IMethodSymbol dependency, List<DiagnosticModel> diagnostics)
    {
        var attributes = dependency.GetAttributes().Where(IsMetadata).ToList();
        foreach (var attribute in attributes.Where(
            static attribute => attribute.AttributeClass!.AllInterfaces.Any(static each => each.Namespace() == AspNet + ".Authorization")))
            Report(attribute, dependency,
                "a dependency is not an endpoint: put the attribute on the handler, its class or its group", diagnostics);
        return attributes.Select(Literals.Attribute).Where(static creation => creation is not null)
            .Select(static creation => creation!).ToEquatable();
    }

    private static void Report(AttributeData attribute, IMethodSymbol method, string why, List<DiagnosticModel> diagnostics)
    {
        var name = attribute.AttributeClass!.Name;
        diagnostics.Add(DiagnosticModel.Of(
            Diagnostics.UnheededAttribute,
            LocationModel.Of(attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? method.Locations.FirstOrDefault()),
            name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name,
            method.MethodKind == MethodKind.LambdaMethod ? "the lambda" : method.Name,
            why));
    }

    /// <summary>The method, and those that it overrides.</summary>
    private static IEnumerable<ISymbol> Overridden(IMethodSymbol method)
    {
        for (IMethodSymbol? each = method; each is not null; each = each.OverriddenMethod)
            yield return each;
    }

    /// <summary>As .NET inherits them, from the farthest to the nearest.</summary>
    private static List<AttributeData> Inherited(IEnumerable<ISymbol> nearestFirst)
    {
        var found = new List<AttributeData>();
        var seen = new HashSet<ISymbol?>(SymbolEqualityComparer.Default);
        var isOwn = true;
        foreach (var symbol in nearestFirst)
        {
            var attributes = symbol.GetAttributes().Where(IsMetadata)
                .Where(attribute => isOwn || Usage(attribute.AttributeClass!, "Inherited", true))
                .Where(attribute => !seen.Contains(attribute.AttributeClass) || Usage(attribute.AttributeClass!, "AllowMultiple", false))
                .ToList();
            seen.UnionWith(attributes.Select(static attribute => attribute.AttributeClass));
            found.InsertRange(0, attributes);
            isOwn = false;
        }

        return found;
    }

    private static bool Usage(INamedTypeSymbol attribute, string name, bool otherwise) =>
        attribute.WithBases().Select(static each => each.Attribute("System.AttributeUsageAttribute"))
        .FirstOrDefault(static usage => usage is not null)
            ?.NamedArguments.FirstOrDefault(pair => pair.Key == name).Value.Value as bool? ?? otherwise;

    private static bool IsMetadata(AttributeData attribute) =>
        attribute is { AttributeClass: { TypeKind: not TypeKind.Error } type, AttributeConstructor: not null }
        && !type.IsOrDerivesFrom("Rondo.Api.RouteAttribute") && !type.Is("Rondo.Api.DependencyAttribute")
        && !type.Is("Rondo.Api.ValidatorAttribute")
        && type.Namespace() is not ("System.Runtime.CompilerServices" or "System.Diagnostics"
            or "System.Diagnostics.CodeAnalysis" or "Microsoft.CodeAnalysis");

    /// <summary>Why nothing would heed the attribute, with the remedy; null where it is endpoint metadata like any other.</summary>
    private static string? Unheeded(AttributeData attribute, Compilation compilation)
    {
        var type = attribute.AttributeClass!;
        if (!IsWritable(type, compilation) || !compilation.IsSymbolAccessibleWithin(attribute.AttributeConstructor!, compilation.Assembly))
            return "generated code cannot name it: make the attribute and its constructor internal or public";
        if (attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(static pair => pair.Value))
            .SelectMany(Types).FirstOrDefault(each => !IsWritable(each, compilation)) is { } hidden)
            return $"generated code cannot name its argument {hidden.ToDisplayString()}: make that internal or public";
        return IsOfMvc(type) ? $"only MVC's controllers heed it: {Remedy(type)}" : null;
    }

    private static bool IsWritable(ITypeSymbol type, Compilation compilation) =>
        type.IsNameable() && compilation.IsSymbolAccessibleWithin(type, compilation.Assembly);

    private static IEnumerable<ITypeSymbol> Types(TypedConstant constant) => constant switch
    {
        { IsNull: true } => [],
        { Kind: TypedConstantKind.Array } => constant.Values.SelectMany(Types),
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => [type],
        _ => [],
    };

    /// <summary>
    /// Whether it acts by MVC alone: a filter or a route of controllers. MVC's own attributes that routing or middleware read as
    /// well, such as <c>[RequestSizeLimit]</c>, are
    /// metadata; a class of the program's that adds a filter to one of them is not, because the filter would not run.
    /// </summary>
    private static bool IsOfMvc(INamedTypeSymbol type)
    {
        var framework = type.WithBases().FirstOrDefault(static each => IsIn(each, AspNet));
        if (type.AllInterfaces.Except(framework?.AllInterfaces ?? [], SymbolEqualityComparer.Default)
            .OfType<INamedTypeSymbol>().Any(static each => IsIn(each, Mvc)))
            return true;
        return framework is not null && IsIn(framework, Mvc) && framework.Name != "ProducesResponseTypeAttribute"
            && !framework.AllInterfaces.Any(static each => IsIn(each, AspNet) && !IsIn(each, Mvc));
    }

    private static bool IsIn(ITypeSymbol type, string space) =>
        type.Namespace() is var own && (own == space || own.StartsWith(space + ".", StringComparison.Ordinal));

    private static string Remedy(INamedTypeSymbol type) =>
        type.WithBases().Select(static each => s_remedies.TryGetValue(each.Name, out var remedy) ? remedy : null)
        .FirstOrDefault(static remedy => remedy is not null)
            ?? (type.AllInterfaces.Any(static each => each.Is(Mvc + ".Filters.IFilterMetadata"))
                ? "use a guard (Depends), an endpoint filter (AddEndpointFilter) or middleware"
            : type.AllInterfaces.Any(static each => each.Is(Mvc + ".Routing.IRouteTemplateProvider"))
            ? "use Rondo's [Get], [Post] and their like"
            : "remove it");
}
