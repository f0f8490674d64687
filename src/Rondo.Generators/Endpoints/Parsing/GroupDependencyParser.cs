using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>
/// Reads a guard's return type: a result is sent in place of the handler's, and any other value is an error, since dropping it
/// would let every caller in.
/// </summary>
internal static class GroupDependencyParser
{
    /// <param name="guard">The method or lambda.</param>
    /// <param name="returned">The delegate's return type.</param>
    /// <param name="isDependency">Whether the guard is a dependency of this program, whose value others take.</param>
    /// <param name="location">Where it is named.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    internal static ReturnModel Parse(
        IMethodSymbol guard, ITypeSymbol returned, bool isDependency, LocationModel? location, List<DiagnosticModel> diagnostics)
    {
        var (kind, produced) = FunctionParser.Produces(returned);
        var awaited = kind is FunctionKind.Task or FunctionKind.ValueTask or FunctionKind.PlainTask or FunctionKind.PlainValueTask;
        if (produced is null)
            return new ReturnModel(ResponseKind.Nothing, awaited, "void", null);
        if (kind != FunctionKind.Enumerable || isDependency)
        {
            var value = produced.NullableValue() ?? produced;
            if (value.Implements("Microsoft.AspNetCore.Http.IResult") || value.Is("Rondo.Api.Html")
                || value.IsOrDerivesFrom("Rondo.Api.ApiError"))
                return new ReturnModel(ResponseKind.Result, awaited, produced.Full(), null);
            if (isDependency && value.SpecialType != SpecialType.System_Boolean && produced.NullableValue() is null
                && produced.NullableAnnotation != NullableAnnotation.Annotated)
                return new ReturnModel(ResponseKind.Nothing, awaited, produced.Full(), null);
        }

        diagnostics.Add(
            DiagnosticModel.Of(
                Diagnostics.DroppedAnswer, location,
                guard.MethodKind == MethodKind.LambdaMethod ? "the lambda" : guard.Name, returned.ToDisplayString()));
        return new ReturnModel(ResponseKind.Nothing, awaited, "void", null);
    }
}
