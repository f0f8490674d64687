using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Rules for parameters that no source has a value for.</summary>
internal static class Refusals
{
    internal static ParameterModel? Unnameable(Candidate candidate)
    {
        var type = candidate.Declared;
        if (type.IsNameable())
            return null;
        candidate.Context.Report(
            Diagnostics.InaccessibleType, candidate.Model.Location, type.ToDisplayString(), type.WhyNotNameable());
        return candidate.From(ContextSource.Unbound);
    }

    internal static ParameterModel? ByReference(Candidate candidate) => candidate.Symbol is IParameterSymbol { RefKind: not RefKind.None }
        ? candidate.Unsupported("it is passed by reference") : null;

    internal static ParameterModel? ParamsOfCollection(Candidate candidate) =>
        candidate.Symbol is IParameterSymbol { IsParams: true, Type: not IArrayTypeSymbol }
        ? candidate.Unsupported(
            "a function with params of a list has a type of its own, which generated code cannot name: leave params out, or take an array")
        : null;

    internal static ParameterModel? OnTheStack(Candidate candidate) => candidate.Type.IsRefLikeType
        ? candidate.Unsupported("it lives on the stack, and a request is awaited: take an array or a string") : null;

    internal static ParameterModel? Function(Candidate candidate) =>
        candidate.Type.TypeKind is TypeKind.Delegate or TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic
        ? candidate.Unsupported("no request holds such a value") : null;

    internal static ParameterModel? Tuple(Candidate candidate) => candidate.Type.IsTupleType
        ? candidate.Unsupported("JSON has no names for a tuple's parts: take a record") : null;
}
