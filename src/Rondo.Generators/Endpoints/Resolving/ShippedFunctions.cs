using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Resolving;

/// <summary>The functions that this assembly offers to those that reference it.</summary>
/// <param name="Functions">Those functions. One is public if it and all that it needs are.</param>
/// <param name="Diagnostics">The public functions that need one that other assemblies do not see.</param>
internal sealed record ShippedFunctions(LibraryModel Functions, EquatableArray<DiagnosticModel> Diagnostics)
{
    /// <param name="dependencies">All dependencies, resolved.</param>
    /// <param name="validators">All validators, resolved.</param>
    /// <param name="parsers">The parsers of this assembly.</param>
    /// <param name="hasFriends">Whether other assemblies see the internals of this one.</param>
    internal static ShippedFunctions Of(
        IReadOnlyList<DependencyModel> dependencies, IReadOnlyList<ValidatorModel> validators,
        IReadOnlyList<ParserModel> parsers, bool hasFriends)
    {
        var internals = new HashSet<string>(parsers.Where(static each => !each.Owner.IsPublic).Select(static each => each.Method)
            .Concat(dependencies.Where(static each => !each.Owner.IsPublic).Select(static each => each.Method)));
        var hidden = new HashSet<string>(internals);
        bool NeedsHidden(EquatableArray<ParameterModel> parameters) => Uses(parameters).Any(use => hidden.Contains(use.Method));
        while (dependencies.FirstOrDefault(each => !hidden.Contains(each.Method) && NeedsHidden(each.Parameters)) is { } more)
            hidden.Add(more.Method);

        OwnerModel Seen(OwnerModel owner, string method, EquatableArray<ParameterModel> parameters) =>
            owner with { IsPublic = owner.IsPublic && !hidden.Contains(method) && !NeedsHidden(parameters) };
        bool IsShipped(OwnerModel owner, EquatableArray<DiagnosticModel> diagnostics) =>
            !owner.IsLibrary && (owner.IsPublic || hasFriends) && !DiagnosticModel.HaveErrors(diagnostics);
        var functions = new LibraryModel(
            dependencies.Where(static each => each.Produces.Length > 0)
                .GroupBy(static each => each.Method).Select(static group => group.First())
                .Select(each => each with { Owner = Seen(each.Owner, each.Method, each.Parameters) })
                .Where(each => IsShipped(each.Owner, each.Diagnostics))
                .OrderBy(static each => each.Method, StringComparer.Ordinal).ToEquatable(),
            validators.Where(static each => each.Type.Length > 0)
                .Select(each => each with { Owner = Seen(each.Owner, each.Method, each.Parameters) })
                .Where(each => IsShipped(each.Owner, each.Diagnostics))
                .OrderBy(static each => each.Method, StringComparer.Ordinal).ToEquatable(),
            parsers.Where(static each => each.Type.Length > 0).Where(each => IsShipped(each.Owner, each.Diagnostics))
                .OrderBy(static each => each.Method, StringComparer.Ordinal).ToEquatable());
        var offered = dependencies.Select(static each => (each.Owner, each.Method, each.Parameters))
            .Concat(validators.Select(static each => (each.Owner, each.Method, each.Parameters)))
            .Where(static each => each.Owner is { IsLibrary: false, IsPublic: true });
        return new ShippedFunctions(
            functions, offered.SelectMany(each => Hidden(LibraryProblems.NameOf(each.Method), each.Parameters, internals)).ToEquatable());
    }

    private static IEnumerable<DiagnosticModel> Hidden(
        string function, EquatableArray<ParameterModel> parameters, HashSet<string> internals) => Uses(parameters)
        .Where(use => internals.Contains(use.Method))
        .Select(use => DiagnosticModel.Of(
            Generators.Diagnostics.HiddenNeed,
            use.Parameter.Location,
            function,
            $"its parameter '{use.Parameter.Name}' comes from {LibraryProblems.NameOf(use.Method)}, which is internal: "
                + $"make that public, or {function} internal"));

    /// <summary>The functions that give parameters their values.</summary>
    private static IEnumerable<(ParameterModel Parameter, string Method)> Uses(IEnumerable<ParameterModel> parameters) =>
        parameters.SelectMany(static parameter => parameter.Source switch
        {
            DependencySource source => [(parameter, source.Method)],
            TextSource { Value.Parser: { Length: > 0 } parser } => [(parameter, parser)],
            _ => Uses(parameter.Members),
        });
}
