using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Parameters;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>Methods with <c>[Dependency]</c>, <c>[Validator]</c> and <c>[Parser]</c>.</summary>
internal static class FunctionParser
{
    internal const string DependencyAttribute = "Rondo.Api.DependencyAttribute";
    internal const string ValidatorAttribute = "Rondo.Api.ValidatorAttribute";
    internal const string ParserAttribute = "Rondo.Api.ParserAttribute";

    /// <summary>The reason against a method that is async void, as the end of a sentence.</summary>
    internal const string AsyncVoid = "it is async void, so that its caller can neither await it nor observe its errors: return a Task";

    internal static DependencyModel Dependency(GeneratorAttributeSyntaxContext context)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        var errors = ThrownErrors.Of(method, context.TargetNode, context.SemanticModel);
        return Dependency(method, Documentation.Of(method), errors, context.SemanticModel.Compilation, OwnerOf(method));
    }

    internal static DependencyModel Dependency(
        IMethodSymbol method, DocumentationModel documentation, ErrorsModel errors, Compilation compilation, OwnerModel owner)
    {
        var diagnostics = Usable(method, "dependency");
        var scope = method.Attribute(DependencyAttribute)?.ConstructorArguments.FirstOrDefault().Value as int? ?? 0;
        var (kind, produced) = Produces(method.ReturnType);
        var location = LocationModel.Of(method.Locations.FirstOrDefault());
        if (method is { IsAsync: true, ReturnsVoid: true })
            diagnostics.Add(
                DiagnosticModel.Of(
                    Diagnostics.BadFunction, location, method.Name, "dependency",
                    AsyncVoid));
        else if (produced is null)
            diagnostics.Add(
                DiagnosticModel.Of(
                    Diagnostics.BadFunction, location, method.Name, "dependency",
                    "it returns nothing; run it for its effect with app.Depends(…), without the attribute"));
        if (produced?.IsNameable() == false)
            diagnostics.Add(
                DiagnosticModel.Of(Diagnostics.InaccessibleType, location, produced.ToDisplayString(), produced.WhyNotNameable()));
        var types = new TypeWalker();
        return new DependencyModel
        {
            Method = method.Call(),
            Name = $"{method.ContainingType.Name}.{method.Name}",
            Owner = owner,
            Produces = produced?.IsNameable() == true ? produced.Plain() : "",
            Kind = kind,
            Scope = scope,
            // Connection, loop and app outlive requests, so that what they take comes from the services.
            Parameters = ParameterParser.ParseAll(
                new ParameterContext(
                    scope > 1 ? RequestTraits.None : RequestTraits.Get, [], types, diagnostics, documentation, compilation),
                method.Parameters),
            Errors = errors,
            Metadata = EndpointAttributes.OfDependency(method, diagnostics),
            Types = types.Types,
            Diagnostics = diagnostics.Concat(types.Refused).ToEquatable(),
            Location = location,
        };
    }

    internal static ValidatorModel Validator(GeneratorAttributeSyntaxContext context)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        return Validator(method, context.SemanticModel.Compilation, OwnerOf(method));
    }

    internal static ValidatorModel Validator(IMethodSymbol method, Compilation compilation, OwnerModel owner)
    {
        var diagnostics = Usable(method, "validator");
        var location = LocationModel.Of(method.Locations.FirstOrDefault());
        var types = new TypeWalker();
        var shape = method.Parameters.Length > 0 ? types.Walk(method.Parameters[0].Type) : null;
        if (shape is not { Kind: ShapeKind.Object })
            diagnostics.Add(
                DiagnosticModel.Of(
                    Diagnostics.BadFunction, location, method.Name, "validator",
                    "its first parameter has to be the value, of a record or class of the program's"));
        if (!method.Parameters.Any(static parameter => parameter.Type.Is("Rondo.Api.ErrorReport")))
            diagnostics.Add(
                DiagnosticModel.Of(
                    Diagnostics.BadFunction, location, method.Name, "validator", "it needs an ErrorReport parameter to report to"));
        if (method is { IsAsync: true, ReturnsVoid: true })
            diagnostics.Add(
                DiagnosticModel.Of(
                    Diagnostics.BadFunction, location, method.Name, "validator",
                    AsyncVoid));
        if (diagnostics.Count > 0)
            return new ValidatorModel("", "", false, default, default, diagnostics.ToEquatable());
        var (kind, _) = Produces(method.ReturnType);
        var rest = ParameterParser.ParseAll(
            new ParameterContext(RequestTraits.Get, [], types, diagnostics, Documentation.Of(method), compilation),
            method.Parameters.Skip(1).Where(static parameter => !parameter.Type.Is("Rondo.Api.ErrorReport")));
        var all = method.Parameters.Select((parameter, i) => i == 0
            ? new ParameterModel { Source = new ContextSource("subject") }
            : parameter.Type.Is("Rondo.Api.ErrorReport")
                ? new ParameterModel { Source = new ContextSource("report") }
                : rest.First(each => each.Name == parameter.Name)).ToEquatable();
        return new ValidatorModel(
            (method.Parameters[0].Type.NullableValue() ?? method.Parameters[0].Type).Plain(), method.Call(),
            kind is FunctionKind.PlainTask or FunctionKind.PlainValueTask, all, types.Types, diagnostics.ToEquatable())
        {
            Owner = owner,
        };
    }

    internal static ParserModel Parser(GeneratorAttributeSyntaxContext context)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        return Parser(method, OwnerOf(method));
    }

    internal static ParserModel Parser(IMethodSymbol method, OwnerModel owner)
    {
        var diagnostics = Usable(method, "parser");
        var name = method.Call();
        if (method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_String && !method.ReturnsVoid)
            return new ParserModel(method.ReturnType.Plain(), name, true, diagnostics.ToEquatable()) { Owner = owner };
        if (method.Parameters.Length == 2 && method.Parameters[0].Type.SpecialType == SpecialType.System_String
            && method.Parameters[1].RefKind == RefKind.Out && method.ReturnType.SpecialType == SpecialType.System_Boolean)
            return new ParserModel(
                (method.Parameters[1].Type.NullableValue() ?? method.Parameters[1].Type).Plain(), name, false,
                diagnostics.ToEquatable())
            { Owner = owner };
        diagnostics.Add(
            DiagnosticModel.Of(
                Diagnostics.BadFunction, LocationModel.Of(method.Locations.FirstOrDefault()), method.Name, "parser",
                "it has to be T Parse(string text) or bool TryParse(string text, out T value)"));
        return new ParserModel("", "", false, diagnostics.ToEquatable());
    }

    private static OwnerModel OwnerOf(IMethodSymbol method) =>
        new(method.ContainingAssembly.Name, IsLibrary: false, method.IsPublic());

    private static List<DiagnosticModel> Usable(IMethodSymbol method, string role)
    {
        var diagnostics = new List<DiagnosticModel>();
        var why = method.MethodKind == MethodKind.LocalFunction ? "it is local to a method: write it in a class"
            : method.MethodKind != MethodKind.Ordinary ? "it is no method with a name of its own"
            : !method.IsStatic ? "it is not static"
            : method.IsGenericMethod || method.ContainingType.IsGenericType ? "it is generic"
            : method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal) || !method.ContainingType.IsNameable()
            ? "it is private"
            : null;
        if (why is not null)
            diagnostics.Add(
                DiagnosticModel.Of(Diagnostics.BadFunction, LocationModel.Of(method.Locations.FirstOrDefault()), method.Name, role, why));
        return diagnostics;
    }

    internal static (FunctionKind Kind, ITypeSymbol? Produced) Produces(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Void } => (FunctionKind.Void, null),
        _ when type.Is("System.Threading.Tasks.Task") => (FunctionKind.PlainTask, null),
        _ when type.Is("System.Threading.Tasks.ValueTask") => (FunctionKind.PlainValueTask, null),
        INamedTypeSymbol named when type.Is("System.Threading.Tasks.Task<TResult>") => (FunctionKind.Task, named.TypeArguments[0]),
        INamedTypeSymbol named
            when type.Is("System.Threading.Tasks.ValueTask<TResult>") => (FunctionKind.ValueTask, named.TypeArguments[0]),
        INamedTypeSymbol named
            when type.Is("System.Collections.Generic.IAsyncEnumerable<T>") => (FunctionKind.Enumerable, named.TypeArguments[0]),
        _ => (FunctionKind.Value, type),
    };
}
