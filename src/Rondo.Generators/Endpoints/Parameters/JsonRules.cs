using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Rules for parameters that are read from JSON.</summary>
internal static class JsonRules
{
    internal static ParameterModel? Payload(Candidate candidate)
    {
        if (!candidate.IsPayload)
            return null;
        var type = candidate.Type;
        var isService = type is INamedTypeSymbol { TypeKind: TypeKind.Interface } && type.ElementType() is null;
        if (ContextRules.IsContext(type) || (Values.Of(type) is null && (isService || GuessRules.LooksLikeService(type))))
            return candidate.Unsupported(
                "it would be the payload, and is no data: take the payload first, which may be a record without members");
        return candidate.Under("").From(new PayloadSource(Value(candidate), Unfit(candidate, type)));
    }

    internal static ParameterModel Body(Candidate candidate)
    {
        if (candidate.Request.RefusesBody)
            candidate.Context.Report(
                Diagnostics.BodyWithoutBody, candidate.Model.Location, candidate.Model.Name, candidate.Request.Name, candidate.Type.Name);
        return candidate.Under("").From(
            new BodySource(Value(candidate), Unfit(candidate, candidate.Type), NullMarks.Below(candidate.Type)));
    }

    /// <summary>An <c>IAsyncEnumerable</c> of lines.</summary>
    internal static ParameterModel? Lines(Candidate candidate) => LineOf(candidate) is not { } line ? null
        : OfItems(candidate, line, new LinesSource(Item(candidate, line), Unfit(candidate, line), NullMarks.Below(line)));

    internal static ParameterModel? Session(Candidate candidate)
    {
        if (!candidate.Type.Is("Rondo.Api.WebSocketSession<TIn, TOut>"))
            return null;
        var messages = ((INamedTypeSymbol)candidate.Type).TypeArguments;
        var unfit = Unfit(candidate, messages[0]).Concat(Unfit(candidate, messages[1], isRead: false)).ToEquatable();
        return OfItems(candidate, messages[0], new SessionSource(Item(candidate, messages[0]), unfit, messages[1].Plain()));
    }

    internal static ParameterModel? RawSession(Candidate candidate) =>
        candidate.Type.Is("Rondo.Api.RawWebSocketSession") ? candidate.From(new RawSessionSource()) : null;

    /// <summary>The type of the items of a body that is read one by one.</summary>
    internal static ITypeSymbol? LineOf(Candidate candidate) =>
        candidate.Request.PrefersBody && candidate.Type.Is("System.Collections.Generic.IAsyncEnumerable<T>")
        ? ((INamedTypeSymbol)candidate.Type).TypeArguments[0] : null;

    /// <summary>Lines or messages, of which everything is said of each.</summary>
    private static ParameterModel OfItems(Candidate candidate, ITypeSymbol item, ParameterSource source) =>
        candidate.Under("").From(source) with { Optional = item.IsNullable() };

    private static JsonModel Value(Candidate candidate)
    {
        // An absent struct is null only as a nullable one.
        var (type, isNullable) = (candidate.Model.PlainType, candidate.Model.IsNullableValue);
        return new JsonModel(isNullable ? type + "?" : type, isNullable, candidate.Context.Types.Walk(candidate.Type));
    }

    private static JsonModel Item(Candidate candidate, ITypeSymbol item) =>
        new(item.Plain(), item.NullableValue() is not null, candidate.Context.Types.Walk(item));

    private static EquatableArray<DiagnosticModel> Unfit(Candidate candidate, ITypeSymbol type, bool isRead = true) =>
        JsonFit.Of(type, candidate.Model.Name, candidate.Model.Location, candidate.Context.Compilation, isRead);
}
