using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>Reads how a handler's return value becomes a response.</summary>
internal static class ReturnParser
{
    internal static ReturnModel Parse(ITypeSymbol type, LocationModel? location, List<DiagnosticModel> diagnostics, Compilation compilation)
    {
        var awaited = false;
        if (type.Is("System.Threading.Tasks.Task") || type.Is("System.Threading.Tasks.ValueTask"))
            return new ReturnModel(ResponseKind.Nothing, true, "void", null);
        if (type is INamedTypeSymbol task
            && (type.Is("System.Threading.Tasks.Task<TResult>") || type.Is("System.Threading.Tasks.ValueTask<TResult>")))
            (awaited, type) = (true, task.TypeArguments[0]);
        if (type.SpecialType == SpecialType.System_Void)
            return new ReturnModel(ResponseKind.Nothing, false, "void", null);
        if (type.IsAnonymousType)
        {
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.AnonymousReturn, location));
            return new ReturnModel(ResponseKind.Nothing, awaited, "void", null);
        }

        if (!type.IsNameable())
        {
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.InaccessibleType, location, type.ToDisplayString(), type.WhyNotNameable()));
            return new ReturnModel(ResponseKind.Nothing, awaited, "void", null);
        }

        if (Unsendable(type) is { } why)
        {
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadReturn, location, type.ToDisplayString(), why));
            return new ReturnModel(ResponseKind.Nothing, awaited, "void", null);
        }

        var written = Written(type, awaited);
        if (written.Kind is ResponseKind.Json or ResponseKind.Stream or ResponseKind.EventItems)
            diagnostics.AddRange(JsonFit.Of(type, "answer", location, compilation, isRead: false));
        return written with { Nulls = NullMarks.Of(type) };
    }

    private static ReturnModel Written(ITypeSymbol type, bool awaited)
    {
        var plain = type.Full();
        if (type.SpecialType == SpecialType.System_String)
            return new ReturnModel(ResponseKind.Text, awaited, plain, null);
        if ((type.NullableValue() ?? type).Is("Rondo.Api.Html"))
            return new ReturnModel(ResponseKind.Html, awaited, plain, null);
        if (type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte })
            return new ReturnModel(ResponseKind.Bytes, awaited, plain, null);
        if (type.IsOrDerivesFrom("System.IO.Stream"))
            return new ReturnModel(ResponseKind.ByteStream, awaited, plain, null);
        if (type.Implements("Microsoft.AspNetCore.Http.IResult"))
            return new ReturnModel(ResponseKind.Result, awaited, plain, null,
                type.Implements("Microsoft.AspNetCore.Http.Metadata.IEndpointMetadataProvider"));
        if (type is INamedTypeSymbol named && named.AllInterfaces.Prepend(named)
            .FirstOrDefault(static each => each.Is("System.Collections.Generic.IAsyncEnumerable<T>")) is { } stream)
        {
            var item = stream.TypeArguments[0];
            if (item is INamedTypeSymbol events && item.Is("Rondo.Api.ServerEvent<T>"))
                return new ReturnModel(ResponseKind.EventItems, awaited, plain, events.TypeArguments[0].Full());
            return new ReturnModel(ResponseKind.Stream, awaited, plain, item.Full());
        }

        return new ReturnModel(ResponseKind.Json, awaited, plain, null);
    }

    private static string? Unsendable(ITypeSymbol type) => type switch
    {
        _ when type.ElementType() is { } item && item.IsTupleType => Unsendable(item),
        { IsTupleType: true } => "JSON has no names for a tuple's parts: return a record",
        { IsRefLikeType: true } => "it does not outlive the call: return an array or a string",
        { TypeKind: TypeKind.Delegate } => "a function is no data: call it, and return what it returns",
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } => "an address is no data: return the value",
        _ when type.Is("System.Threading.Tasks.Task") || type.Is("System.Threading.Tasks.Task<TResult>")
            || type.Is("System.Threading.Tasks.ValueTask") || type.Is("System.Threading.Tasks.ValueTask<TResult>") =>
            "it is a task in a task: await the inner one",
        _ => null,
    };
}
