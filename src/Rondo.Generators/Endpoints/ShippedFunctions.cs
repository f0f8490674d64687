using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

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
        IReadOnlyList<DependencyModel> dependencies, IReadOnlyList<ValidatorModel> validators, IReadOnlyList<ParserModel> parsers, bool hasFriends)
    {
        var byMethod = dependencies.GroupBy(static each => each.Method).ToDictionary(static group => group.Key, static group => group.First());
        var hidden = new HashSet<string>(parsers.Where(static each => !each.Owner.IsPublic).Select(static each => each.Method)
            .Concat(byMethod.Values.Where(static each => !each.Owner.IsPublic).Select(static each => each.Method)));
        var internals = new HashSet<string>(hidden);
        while (byMethod.Values.FirstOrDefault(each => !hidden.Contains(each.Method) && Uses(each.Parameters).Any(use => hidden.Contains(use.Method))) is { } more)
            hidden.Add(more.Method);

        OwnerModel Owner(OwnerModel owner, string method, EquatableArray<ParameterModel> parameters) =>
            owner with { IsPublic = owner.IsPublic && !hidden.Contains(method) && !Uses(parameters).Any(use => hidden.Contains(use.Method)) };
        bool IsShipped(OwnerModel owner) => !owner.IsLibrary && (owner.IsPublic || hasFriends);
        var functions = new LibraryModel(
            byMethod.Values.Where(static each => each.Produces.Length > 0 && !EndpointGenerator.HasErrors(each.Diagnostics))
                .Select(each => each with { Owner = Owner(each.Owner, each.Method, each.Parameters) })
                .Where(each => IsShipped(each.Owner)).OrderBy(static each => each.Method, StringComparer.Ordinal).ToEquatable(),
            validators.Where(static each => each.Type.Length > 0 && !EndpointGenerator.HasErrors(each.Diagnostics))
                .Select(each => each with { Owner = Owner(each.Owner, each.Method, each.Parameters) })
                .Where(each => IsShipped(each.Owner)).OrderBy(static each => each.Method, StringComparer.Ordinal).ToEquatable(),
            parsers.Where(static each => each.Type.Length > 0 && !EndpointGenerator.HasErrors(each.Diagnostics))
                .Where(each => IsShipped(each.Owner)).OrderBy(static each => each.Method, StringComparer.Ordinal).ToEquatable());
        var diagnostics = dependencies.Where(static each => each.Owner is { IsLibrary: false, IsPublic: true })
            .SelectMany(each => Hidden(LibraryProblems.NameOf(each.Method), each.Parameters, internals))
            .Concat(validators.Where(static each => each.Owner is { IsLibrary: false, IsPublic: true })
                .SelectMany(each => Hidden(LibraryProblems.NameOf(each.Method), each.Parameters, internals)));
        return new ShippedFunctions(functions, diagnostics.ToEquatable());
    }

    private static IEnumerable<DiagnosticModel> Hidden(string function, EquatableArray<ParameterModel> parameters, HashSet<string> internals) => Uses(parameters)
        .Where(use => internals.Contains(use.Method))
        .Select(use => DiagnosticModel.Of(
            Generators.Diagnostics.HiddenNeed,
            use.Parameter.Location,
            function,
            $"its parameter '{use.Parameter.Name}' comes from {LibraryProblems.NameOf(use.Method)}, which is internal: make that public, or {function} internal"));

    /// <summary>The functions that give parameters their values.</summary>
    private static IEnumerable<(ParameterModel Parameter, string Method)> Uses(EquatableArray<ParameterModel> parameters) => parameters.SelectMany(static parameter =>
        parameter.Origin == Origin.Dependency ? [(parameter, parameter.DependsOn)]
        : parameter.Value is { Parser.Length: > 0 } value ? [(parameter, value.Parser)]
        : Uses(parameter.Members));
}
