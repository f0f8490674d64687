using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Analyzers;

/// <summary>Code on loops that blocks them, leaves them, or starts what nobody awaits.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LoopAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Diagnostics.BlockingCall, Diagnostics.WrongClock, Diagnostics.Unawaited, Diagnostics.LeavesLoop,
            Diagnostics.AsyncVoid, Diagnostics.NothingToInclude];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Rondo.EventLoop") is null)
                return;
            var code = new LoopCode(start.Compilation);
            start.RegisterOperationAction(each => Call(each, code), OperationKind.Invocation);
            start.RegisterOperationAction(each => Property(each, code), OperationKind.PropertyReference);
            start.RegisterOperationAction(each => Creation(each, code), OperationKind.ObjectCreation);
            start.RegisterOperationAction(each => Statement(each, code), OperationKind.ExpressionStatement);
            start.RegisterOperationAction(each => Lambda(each, code), OperationKind.AnonymousFunction);
        });
    }

    private static void Call(OperationAnalysisContext context, LoopCode code)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (method.Name == "Include" && (method.ReducedFrom ?? method).ContainingType.Is("Rondo.Api.RouteExtensions"))
        {
            Included(context, call);
            return;
        }

        if (method.Name == "GetResult"
            && call.Instance is IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } awaited } && IsTask(awaited.Type))
        {
            if (!IsKnownToBeDone(awaited) && code.IsOnLoop(call, context.ContainingSymbol))
                Report(context, Diagnostics.BlockingCall, call.Syntax, "await", "GetAwaiter().GetResult()", "await it");
            return;
        }

        if (BlockingCalls.Of(method, call.Instance?.Type) is var (remedy, fix))
        {
            var done = method.Name is "Wait" && call.Instance is not null && IsTask(call.Instance.Type) && IsKnownToBeDone(call.Instance);
            var asks = call.Arguments.Any(
                static argument => argument.Parameter?.Name is "millisecondsTimeout"
                && argument.Value.ConstantValue is { HasValue: true, Value: 0 });
            if (!done && !asks && code.IsOnLoop(call, context.ContainingSymbol))
                Report(context, Diagnostics.BlockingCall, call.Syntax, asks ? null : Simple(call, fix),
                    $"{method.ContainingType.Name}.{method.Name}", remedy);
        }
        else if (method.Name == "Delay" && method.ContainingType.Is("System.Threading.Tasks.Task")
            && !method.Parameters.Any(static parameter => parameter.Type.Is("System.TimeProvider")))
        {
            if (code.IsOnLoop(call, context.ContainingSymbol))
                Report(context, Diagnostics.WrongClock, call.Syntax, call.Arguments.Length == 1 ? "sleep" : null,
                    "Task.Delay", "await EventLoop.Sleep");
        }
        else if (LoopCode.LeavesTheLoop(method) && code.IsOnLoop(call, context.ContainingSymbol))
        {
            Report(context, Diagnostics.LeavesLoop, call.Syntax, Offloaded(call),
                $"{method.ContainingType.Name}.{method.Name}", Remedy(method.Name));
        }
    }

    private static void Property(OperationAnalysisContext context, LoopCode code)
    {
        var reference = (IPropertyReferenceOperation)context.Operation;
        var (property, type) = (reference.Property, reference.Property.ContainingType);
        if (property.Name == "Result" && reference.Instance is { } task && IsTask(type))
        {
            if (!IsKnownToBeDone(task) && code.IsOnLoop(reference, context.ContainingSymbol))
                Report(context, Diagnostics.BlockingCall, reference.Syntax, "await", "Result", "await it");
        }
        else if (property.IsStatic && property.Name is "Now" or "UtcNow" or "Today"
            && type.ToDisplayString() is "System.DateTime" or "System.DateTimeOffset" && code.IsOnLoop(reference, context.ContainingSymbol))
        {
            var now = property.Name == "UtcNow" ? "GetUtcNow()" : "GetLocalNow()";
            var converted = type.Name == "DateTimeOffset" ? ""
                : property.Name switch { "UtcNow" => ".UtcDateTime", "Now" => ".LocalDateTime", _ => ".LocalDateTime.Date" };
            var replacement = $"EventLoop.Current.Clock.{now}{converted}";
            Report(context, Diagnostics.WrongClock, reference.Syntax, "=" + replacement, $"{type.Name}.{property.Name}", replacement);
        }
    }

    private static void Creation(OperationAnalysisContext context, LoopCode code)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (creation.Constructor is { } constructor && LoopCode.LeavesTheLoop(constructor)
            && code.IsOnLoop(creation, context.ContainingSymbol))
            Report(context, Diagnostics.LeavesLoop, creation.Syntax, null, "new " + constructor.ContainingType.Name,
                constructor.ContainingType.Name == "Timer" ? "await EventLoop.Sleep in a task of a TaskGroup" : "await Offload.RunAsync");
    }

    private static void Statement(OperationAnalysisContext context, LoopCode code)
    {
        var operation = ((IExpressionStatementOperation)context.Operation).Operation;
        var discarded = operation is ISimpleAssignmentOperation { Target: IDiscardOperation } discard ? discard.Value : null;
        var started = discarded ?? operation;
        if (started is IConversionOperation conversion)
            started = conversion.Operand;
        if (started is IConditionalAccessOperation access)
            started = access.WhenNotNull;
        if (started is not IInvocationOperation call || !IsTask(call.Type) || LoopCode.LeavesTheLoop(call.TargetMethod))
            return;
        // The compiler says it itself in async methods, of what is not discarded.
        if ((discarded is null && IsInAsync(operation, context.ContainingSymbol)) || !code.IsOnLoop(operation, context.ContainingSymbol))
            return;
        Report(context, Diagnostics.Unawaited, operation.Syntax, "await-statement", call.TargetMethod.Name);
    }

    private static void Lambda(OperationAnalysisContext context, LoopCode code)
    {
        var function = (IAnonymousFunctionOperation)context.Operation;
        if (!function.Symbol.IsAsync || !function.Symbol.ReturnsVoid)
            return;
        // Where the runtime takes it, or inside of what runs on a loop; a handler itself is the generator's to report.
        if (code.IsOnLoop(function.Body, context.ContainingSymbol))
            context.ReportDiagnostic(
                Diagnostic.Create(Diagnostics.AsyncVoid, Location.Create(function.Syntax.SyntaxTree, Head(function.Syntax))));
    }

    private static Microsoft.CodeAnalysis.Text.TextSpan Head(SyntaxNode lambda) =>
        lambda is AnonymousFunctionExpressionSyntax { Block: { } block } && block.SpanStart > lambda.SpanStart
        ? Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(lambda.SpanStart, block.GetFirstToken().GetPreviousToken().Span.End)
        : lambda.Span;

    private static void Included(OperationAnalysisContext context, IInvocationOperation call)
    {
        var type = call.TargetMethod.TypeArguments.FirstOrDefault()
            ?? (call.Arguments.FirstOrDefault(
                static argument => argument.Parameter?.Name == "type")?.Value as ITypeOfOperation)?.TypeOperand;
        if (type is not INamedTypeSymbol { TypeKind: not TypeKind.Error } named
            || !SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, context.Compilation.Assembly))
            return;
        if (!named.GetMembers()
            .Any(static member => member.GetAttributes()
                .Any(static attribute => attribute.AttributeClass.IsOrDerivesFrom("Rondo.Api.RouteAttribute"))))
            context.ReportDiagnostic(
                Diagnostic.Create(Diagnostics.NothingToInclude, call.Syntax.GetLocation(), named.ToDisplayString()));
    }

    private static bool IsTask(ITypeSymbol? type) => type?.OriginalDefinition.ToDisplayString() is
        "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task<TResult>" or "System.Threading.Tasks.ValueTask"
        or "System.Threading.Tasks.ValueTask<TResult>";

    /// <summary>Whether the variable was awaited above, or asked whether it is done.</summary>
    private static bool IsKnownToBeDone(IOperation task)
    {
        if (task.Syntax is not IdentifierNameSyntax name)
            return false;
        var text = name.Identifier.ValueText;
        var function = name.FirstAncestorOrSelf<SyntaxNode>(
            static node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
            or BaseMethodDeclarationSyntax or CompilationUnitSyntax);
        return function!.DescendantNodes().TakeWhile(node => node.SpanStart < name.SpanStart).Any(node => node switch
        {
            AwaitExpressionSyntax awaited => !awaited.Span.Contains(name.Span)
                && awaited.DescendantNodes().OfType<IdentifierNameSyntax>().Any(each => each.Identifier.ValueText == text),
            MemberAccessExpressionSyntax
            {
                Expression: IdentifierNameSyntax asked,
                Name.Identifier.ValueText: "IsCompleted" or "IsCompletedSuccessfully"
            } => asked.Identifier.ValueText == text,
            _ => false,
        });
    }

    private static bool IsInAsync(IOperation operation, ISymbol containing)
    {
        for (var each = operation.Parent; each is not null; each = each.Parent)
        {
            switch (each)
            {
                case IAnonymousFunctionOperation function:
                    return function.Symbol.IsAsync;
                case ILocalFunctionOperation local:
                    return local.Symbol.IsAsync;
            }
        }

        return containing is IMethodSymbol { IsAsync: true };
    }

    /// <summary>A fix that keeps the arguments works only where the sibling takes the same ones.</summary>
    private static string? Simple(IInvocationOperation call, string? fix) => fix switch
    {
        "sleep" or "WhenAll" => fix,
        "await" => call.Arguments.Length == 0 ? fix : null,
        null => null,
        _ when call.Arguments.Any(static argument => argument.Value.Type?.IsRefLikeType == true) => null,
        _ => fix,
    };

    private static string? Offloaded(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Run", Parameters.Length: 1 } && call.Parent is IAwaitOperation
        && call.Arguments[0].Parameter?.Type is INamedTypeSymbol type && !type.TypeArguments.Any(static argument => IsTask(argument))
        ? "offload" : null;

    private static string Remedy(string name) =>
        name is "For" or "ForEach" or "Invoke" ? "await Offload.RunAsync, or a TaskGroup with a limiter"
        : "await Offload.RunAsync for what computes or blocks, TaskGroup.Start for what awaits";

    private static void Report(
        OperationAnalysisContext context, DiagnosticDescriptor descriptor, SyntaxNode at, string? fix, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(
        descriptor, at.GetLocation(),
        fix is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(BlockingCalls.Fix, fix),
        arguments));
}
