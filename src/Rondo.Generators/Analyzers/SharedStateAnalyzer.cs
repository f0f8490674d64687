using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Analyzers;

/// <summary>
/// Handlers that change what handlers on other loops see: captured variables, static fields, members of the app's singletons.
/// </summary>
/// <remarks>
/// State behind parameters and calls is not followed: it may be of one loop, and a warning that is wrong is worse than none.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SharedStateAnalyzer : DiagnosticAnalyzer
{
    private static readonly HashSet<string> s_unsafe = ["List", "Dictionary", "HashSet", "SortedDictionary", "SortedList",
        "SortedSet", "LinkedList", "Queue", "Stack", "PriorityQueue", "OrderedDictionary", "StringBuilder"];

    private static readonly HashSet<string> s_changing =
    [
        "Add", "AddRange", "TryAdd", "Remove", "RemoveAt", "RemoveAll", "RemoveRange", "RemoveWhere", "Clear", "Insert",
        "InsertRange", "Enqueue", "Dequeue", "TryDequeue", "EnqueueDequeue", "Push", "Pop", "TryPop", "AddFirst", "AddLast",
        "RemoveFirst", "RemoveLast", "UnionWith", "ExceptWith", "IntersectWith", "SymmetricExceptWith", "Sort", "Reverse",
        "Append", "AppendLine", "AppendFormat", "AppendJoin", "Replace", "EnsureCapacity", "TrimExcess", "SetAt",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Diagnostics.SharedState];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Rondo.Api.RouteExtensions") is null)
                return;
            var code = new LoopCode(start.Compilation);
            start.RegisterOperationAction(
                each => Check(each, ((IAssignmentOperation)each.Operation).Target, code), OperationKind.SimpleAssignment,
                OperationKind.CompoundAssignment, OperationKind.CoalesceAssignment);
            start.RegisterOperationAction(
                each => Check(each, ((IIncrementOrDecrementOperation)each.Operation).Target, code), OperationKind.Increment,
                OperationKind.Decrement);
            start.RegisterOperationAction(each => Call(each, code), OperationKind.Invocation);
        });
    }

    private static void Call(OperationAnalysisContext context, LoopCode code)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Instance is { } on && s_changing.Contains(call.TargetMethod.Name) && IsUnsafe(on.Type))
            Check(context, on, code);
    }

    private static bool IsUnsafe(ITypeSymbol? type) =>
        type is not null && s_unsafe.Contains(type.Name) && type.Namespace() is "System.Collections.Generic" or "System.Text";

    private static void Check(OperationAnalysisContext context, IOperation target, LoopCode code)
    {
        if (Root(target) is not { } root || IsLocked(context.Operation) || RunsOnce(context.ContainingSymbol))
            return;
        switch (root)
        {
            case ILocalReferenceOperation local
                when !IsDeclaredInside(local.Local, code.Handler(context.Operation, context.ContainingSymbol)):
                break;
            case IParameterReferenceOperation parameter
                when !IsDeclaredInside(parameter.Parameter, code.Handler(context.Operation, context.ContainingSymbol)):
                break;
            case IFieldReferenceOperation { Field.IsStatic: true } field
                when IsShared(field.Field) && code.Handler(context.Operation, context.ContainingSymbol) is not null:
                break;
            case IPropertyReferenceOperation { Property.IsStatic: true } property
                when IsOfThisProgram(property.Property, context) && code.Handler(context.Operation, context.ContainingSymbol) is not null:
                break;
            case IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field when IsMadeOnce(field.Field, context, code):
                break;
            case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property
                when IsMadeOnce(property.Property, context, code):
                break;
            default:
                return;
        }

        context.ReportDiagnostic(
            Diagnostic.Create(
                Diagnostics.SharedState, context.Operation.Syntax.GetLocation(), root.Syntax.ToString(),
                Remedy(target is IPropertyReferenceOperation { Property.IsIndexer: true } indexer ? indexer.Instance?.Type : target.Type)));
    }

    /// <summary>A dependency of the app is made before the first request, and ends after the last one.</summary>
    private static bool RunsOnce(ISymbol symbol) =>
        symbol.Attribute("Rondo.Api.DependencyAttribute") is { ConstructorArguments: { Length: 1 } arguments } && arguments[0].Value is 4;

    private static bool IsOfThisProgram(ISymbol symbol, OperationAnalysisContext context) =>
        SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, context.Compilation.Assembly);

    /// <summary>A member of the class that the app has one object of, outside of its constructor.</summary>
    private static bool IsMadeOnce(ISymbol member, OperationAnalysisContext context, LoopCode code) =>
        context.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor }
        and not (IFieldSymbol or IPropertySymbol) && code.IsSingleton(member.ContainingType);

    /// <summary>The variable or field that the changed object hangs on: <c>s_state</c> of <c>s_state.Counts[name]</c>.</summary>
    private static IOperation? Root(IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                // No other code sees yet what an object's initializer sets.
                case IMemberReferenceOperation
                {
                    Instance: IInstanceReferenceOperation { ReferenceKind: not InstanceReferenceKind.ContainingTypeInstance }
                }:
                    return null;
                case IFieldReferenceOperation { Field.IsStatic: false, Instance: not IInstanceReferenceOperation } field:
                    operation = field.Instance;
                    break;
                case IPropertyReferenceOperation { Property.IsStatic: false, Instance: not IInstanceReferenceOperation } property:
                    // An indexer's changes are the collection's business: a ConcurrentDictionary's is safe.
                    if (property.Property.IsIndexer && !IsUnsafe(property.Instance?.Type))
                        return null;
                    operation = property.Instance;
                    break;
                case IPropertyReferenceOperation { Property.IsIndexer: true }:
                    return null;
                case IArrayElementReferenceOperation element:
                    operation = element.ArrayReference;
                    break;
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case ILocalReferenceOperation { Local: { IsStatic: false } } or IParameterReferenceOperation
                    or IFieldReferenceOperation or IPropertyReferenceOperation:
                    return operation;
                default:
                    return null;
            }
        }
    }

    /// <summary>Also true where there is no handler, which shares nothing.</summary>
    private static bool IsDeclaredInside(ISymbol symbol, SyntaxNode? handler) =>
        handler is null || symbol.DeclaringSyntaxReferences.Length == 0
        || symbol.DeclaringSyntaxReferences.Any(
            reference => reference.SyntaxTree == handler.SyntaxTree && handler.Span.Contains(reference.Span));

    private static bool IsShared(IFieldSymbol field) =>
        !field.GetAttributes().Any(static attribute => attribute.AttributeClass.Is("System.ThreadStaticAttribute"))
        && !field.Type.Is("Rondo.Sync.LoopLocal<T>") && !field.Type.Is("System.Threading.ThreadLocal<T>");

    private static bool IsLocked(IOperation operation)
    {
        for (var each = operation.Parent; each is not null and not IAnonymousFunctionOperation; each = each.Parent)
        {
            if (each is ILockOperation)
                return true;
        }

        // using (gate.EnterScope()), Monitor.Enter and their like: somebody has thought of it.
        var function = operation.Syntax.FirstAncestorOrSelf<SyntaxNode>(
            static node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax);
        return function?.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(static call =>
            (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText is "EnterScope" or "Enter"
            or "TryEnter" or "EnterWriteLock" or "WaitAsync" or "InvokeAsync") == true;
    }

    private static string Remedy(ITypeSymbol? type) => type switch
    {
        { Name: "Dictionary" or "HashSet" or "SortedDictionary" or "SortedList" or "SortedSet" } => "a ConcurrentDictionary",
        { Name: "Queue" or "List" or "LinkedList" } => "a ConcurrentQueue",
        { Name: "Stack" } => "a ConcurrentStack",
        { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 } =>
            "Interlocked",
        _ => "a lock around what changes it",
    };
}
