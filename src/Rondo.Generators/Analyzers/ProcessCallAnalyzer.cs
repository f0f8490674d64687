using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Analyzers;

/// <summary>Calls of ProcessPool.RunAsync whose function or values cannot be sent to another process.</summary>
/// <remarks>A delegate from a variable is seen at run time only, where the call throws.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ProcessCallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Diagnostics.CapturingFunction, Diagnostics.AsynchronousFunction, Diagnostics.UnsendableValue];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Rondo.ProcessPool") is not null)
                start.RegisterOperationAction(Call, OperationKind.Invocation);
        });
    }

    private static void Call(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "RunAsync" || !call.TargetMethod.ContainingType.Is("Rondo.ProcessPool"))
            return;
        var function = call.Arguments.FirstOrDefault(static each => each.Parameter?.Ordinal == 0);
        if (function?.Parameter?.Type is not INamedTypeSymbol { DelegateInvokeMethod: { } shape })
            return;
        var at = function.Syntax.GetLocation();
        if (Used(function.Value) is { } used)
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.CapturingFunction, at, used));
        if (IsAwaitable(shape.ReturnType))
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.AsynchronousFunction, at,
                shape.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
        else if (!shape.ReturnsVoid)
            Check(context, shape.ReturnType, "result", at);
        var names = Names(function.Value);
        for (var i = 0; i < shape.Parameters.Length; i++)
            Check(context, shape.Parameters[i].Type, names.ElementAtOrDefault(i) ?? shape.Parameters[i].Name, at);
    }

    /// <summary>Returns what the function uses of this process; null if that is nothing, or not known.</summary>
    private static string? Used(IOperation value)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        return (value as IDelegateCreationOperation)?.Target switch
        {
            IAnonymousFunctionOperation lambda => lambda.Body.Descendants()
                .Select(each => Captured(each, lambda)).FirstOrDefault(static each => each is not null),
            IMethodReferenceOperation { Method: { IsStatic: false, MethodKind: not MethodKind.LocalFunction } method } =>
                $"the object of '{method.Name}'",
            _ => null,
        };
    }

    private static string? Captured(IOperation operation, IAnonymousFunctionOperation lambda) => operation switch
    {
        ILocalReferenceOperation { Local: { IsConst: false } local } when IsOutside(local, lambda) => $"the variable '{local.Name}'",
        IParameterReferenceOperation { Parameter: var parameter } when IsOutside(parameter, lambda) => $"the variable '{parameter.Name}'",
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => "'this'",
        _ => null,
    };

    private static bool IsOutside(ISymbol symbol, IAnonymousFunctionOperation lambda) =>
        !symbol.DeclaringSyntaxReferences.Any(each => each.SyntaxTree == lambda.Syntax.SyntaxTree
            && lambda.Syntax.Span.Contains(each.Span));

    private static ImmutableArray<string> Names(IOperation value) => (value as IDelegateCreationOperation)?.Target switch
    {
        IAnonymousFunctionOperation lambda => [.. lambda.Symbol.Parameters.Select(static each => each.Name)],
        IMethodReferenceOperation { Method: var method } => [.. method.Parameters.Select(static each => each.Name)],
        _ => [],
    };

    private static void Check(OperationAnalysisContext context, ITypeSymbol type, string name, Location at)
    {
        if (type is INamedTypeSymbol progress && type.Is("System.IProgress<T>"))
            type = progress.TypeArguments[0];
        if (type.Is("System.Threading.CancellationToken"))
            Report("a token is of this process: leave it out, because a cancelled call is killed");
        else if (type.IsOrDerivesFrom("System.IO.Stream"))
            Report("a stream is of this process: send its bytes, or the path of a file");
        else
        {
            foreach (var unfit in JsonFit.Of(type, name, null, context.Compilation, isRead: true, hasFields: true))
                context.ReportDiagnostic(Diagnostic.Create(Diagnostics.UnsendableValue, at, unfit.Arguments[0],
                    unfit.Arguments[1], unfit.Arguments[3]));
        }

        void Report(string why) => context.ReportDiagnostic(Diagnostic.Create(Diagnostics.UnsendableValue, at, name,
            type.ToDisplayString(), why));
    }

    private static bool IsAwaitable(ITypeSymbol type) =>
        type.Is("System.Threading.Tasks.Task") || type.Is("System.Threading.Tasks.Task<TResult>")
        || type.Is("System.Threading.Tasks.ValueTask") || type.Is("System.Threading.Tasks.ValueTask<TResult>");
}
