using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Analyzers;

/// <summary>Where an HttpClient comes from: the scope reaches its calls if a handler of Rondo.Http sends them.</summary>
/// <remarks>One for each compilation. A client of unknown origin counts as reached, so that a diagnostic is right when it comes.</remarks>
internal sealed class HttpClientOrigin
{
    private const string Client = "System.Net.Http.HttpClient";
    private const string RondoHttp = "Rondo.Http";

    // A client may be handed from one variable to the next, and a loop of them has no origin.
    private const int MaxSteps = 16;

    private readonly Compilation _compilation;
    private readonly LoopCode _code;
    private readonly Lazy<bool> _factoryIsReached;
    private readonly Lazy<HashSet<ISymbol>> _foreignTypedClients;

    internal HttpClientOrigin(Compilation compilation, LoopCode code)
    {
        _compilation = compilation;
        _code = code;
        _factoryIsReached = new Lazy<bool>(FactoryIsReached);
        _foreignTypedClients = new Lazy<HashSet<ISymbol>>(ForeignTypedClients);
    }

    /// <summary>Whether the scope reaches a call of an HttpClient, or a read of a response's content.</summary>
    internal bool IsReached(IInvocationOperation call, ISymbol containing) => IsReached(Receiver(call), containing, 0);

    private static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null);

    private bool IsReached(IOperation? value, ISymbol containing, int step) => step == MaxSteps || value switch
    {
        IConversionOperation conversion => IsReached(conversion.Operand, containing, step + 1),
        IAwaitOperation wait => IsReached(wait.Operation, containing, step + 1),
        IObjectCreationOperation creation => IsCreationReached(creation, containing, step),
        IInvocationOperation call => IsResultReached(call, containing, step),
        IPropertyReferenceOperation { Instance: { } owner } property when IsOfHttp(property.Property) =>
            IsReached(owner, containing, step + 1),
        IPropertyReferenceOperation property => IsMemberReached(property.Property, step),
        IFieldReferenceOperation field => IsMemberReached(field.Field, step),
        ILocalReferenceOperation local => AreValuesReached(local.Local, containing, step),
        IParameterReferenceOperation parameter => IsParameterReached(parameter.Parameter, parameter, containing, step),
        _ => true,
    };

    /// <summary>A client sends with the handler that it was given, or with one of the BCL.</summary>
    private bool IsCreationReached(IObjectCreationOperation creation, ISymbol containing, int step)
    {
        if (IsOfRondo(creation.Type))
            return true;
        var inner = creation.Arguments
                .FirstOrDefault(static each => each.Parameter?.Type.IsOrDerivesFrom("System.Net.Http.HttpMessageHandler") == true)
            ?? creation.Arguments.FirstOrDefault(static each => each.Parameter?.Type.IsOrDerivesFrom(Client) == true);
        var initializer = creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(static each => each.Target is IPropertyReferenceOperation { Property.Name: "InnerHandler" });
        return (inner?.Value ?? initializer?.Value) is { } handler && IsReached(handler, containing, step + 1);
    }

    private bool IsResultReached(IInvocationOperation call, ISymbol containing, int step)
    {
        var type = call.TargetMethod.ContainingType;
        if (type.Is("System.Net.Http.IHttpClientFactory") || type.Is("System.Net.Http.HttpClientFactoryExtensions"))
            return _factoryIsReached.Value;
        return !IsOfHttp(call.TargetMethod) || Receiver(call) is not { } receiver || IsReached(receiver, containing, step + 1);
    }

    private bool IsMemberReached(ISymbol member, int step)
    {
        if (member.ContainingType is not { } type || IsOfRondo(type))
            return true;
        return AreValuesReached(member, type, step);
    }

    /// <summary>The service provider makes the parameters of a handler and of a typed client's constructor.</summary>
    private bool IsParameterReached(IParameterSymbol parameter, IOperation use, ISymbol containing, int step)
    {
        if (!parameter.Type.IsOrDerivesFrom(Client))
            return true;
        if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
            return _factoryIsReached.Value || !_foreignTypedClients.Value.Contains(constructor.ContainingType.OriginalDefinition);
        return _factoryIsReached.Value || _code.Handler(use, containing) is not { } handler
            || !parameter.DeclaringSyntaxReferences.Any(each => each.GetSyntax().Parent?.Parent == handler);
    }

    /// <summary>Whether all that is assigned to the variable or member, as far as the text tells, is reached.</summary>
    private bool AreValuesReached(ISymbol target, ISymbol scope, int step)
    {
        foreach (var declaration in target.DeclaringSyntaxReferences)
        {
            var initial = declaration.GetSyntax() switch
            {
                VariableDeclaratorSyntax variable => variable.Initializer?.Value,
                PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
                _ => null,
            };
            if (initial is not null && !IsReached(Operation(initial), scope, step + 1))
                return false;
        }

        var places = target is ILocalSymbol
            ? target.DeclaringSyntaxReferences.Select(static each => each.GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>()!)
            : scope.DeclaringSyntaxReferences.Select(static each => each.GetSyntax());
        return places.SelectMany(static each => each?.DescendantNodes().OfType<AssignmentExpressionSyntax>() ?? []).All(assignment =>
            Name(assignment.Left) != target.Name
            || !SymbolEqualityComparer.Default.Equals(Model(assignment).GetSymbolInfo(assignment.Left).Symbol, target)
            || IsReached(Operation(assignment.Right), scope, step + 1));
    }

    private static string? Name(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The clients of the factory send with the BCL's handler, unless the program adds the one of Rondo.</summary>
    private bool FactoryIsReached() => _compilation.SyntaxTrees.Any(static tree => tree.GetRoot().DescendantNodes()
        .OfType<IdentifierNameSyntax>().Any(static name => name.Identifier.ValueText is "AmbientCancellationHandler" or "LoopHttpHandler"));

    /// <summary>The typed clients that the factory of ASP.NET makes.</summary>
    private HashSet<ISymbol> ForeignTypedClients()
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var names = _compilation.SyntaxTrees.SelectMany(static tree => tree.GetRoot().DescendantNodes().OfType<GenericNameSyntax>());
        foreach (var name in names)
        {
            if (name.Identifier.ValueText is not ("AddHttpClient" or "AddTypedClient")
                || Model(name).GetSymbolInfo(name).Symbol is not IMethodSymbol method)
                continue;
            if (method.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.DependencyInjection")
                found.UnionWith(method.TypeArguments.Select(static each => each.OriginalDefinition));
        }

        return found;
    }

    internal static bool IsOfHttp(ISymbol symbol) => symbol.ContainingAssembly?.Name is "System.Net.Http" or "System.Net.Http.Json";

    private static bool IsOfRondo(ITypeSymbol? type) => type?.ContainingAssembly?.Name == RondoHttp;

    private IOperation? Operation(ExpressionSyntax expression) => Model(expression).GetOperation(expression);

#pragma warning disable RS1030 // of the trees where clients are made, which need not be those of the call
    private SemanticModel Model(SyntaxNode node) => _compilation.GetSemanticModel(node.SyntaxTree);
#pragma warning restore RS1030
}
