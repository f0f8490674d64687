using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Emitting;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;

namespace Rondo.Generators.Endpoints;

/// <summary>The file of all functions of a kind.</summary>
/// <param name="Text">Its code.</param>
/// <param name="Diagnostics">The diagnostics of the functions.</param>
internal sealed record EmittedFunctions(string Text, EquatableArray<DiagnosticModel> Diagnostics)
{
    internal static EmittedFunctions Of(IEnumerable<DependencyModel> dependencies, Resolution resolution, ShippedFunctions shipped)
    {
        var resolved = dependencies.Select(resolution.Apply).ToList();
        var named = resolved.GroupBy(static dependency => dependency.Method).ToList();
        var diagnostics = resolved.Where(static dependency => !dependency.Owner.IsLibrary)
            .SelectMany(static dependency => dependency.Diagnostics)
            .Concat(DependencyGraph.Check(resolved))
            .Concat(named.Where(static group => !group.First().Owner.IsLibrary).SelectMany(static group => group.Skip(1))
                .Select(static again => DiagnosticModel.Of(
                    Generators.Diagnostics.BadFunction, again.Location, again.Name.Split('.').Last(), "dependency",
                    "another dependency of its class has its name: give it one of its own")));
        // Those with errors have a place too, so that what needs them is not in error as well.
        var usable = named.Select(static group => group.First()).Where(static dependency => dependency.Produces.Length > 0)
            .Select(dependency => dependency with
            {
                Broken = DiagnosticModel.HaveErrors(dependency.Diagnostics)
                    || resolution.Problems.Any(problem => problem.Of == dependency.Method),
            }).ToList();
        return new EmittedFunctions(DependencyEmitter.Emit(usable, resolution, shipped), diagnostics.ToEquatable());
    }

    internal static EmittedFunctions Of(
        EquatableArray<TypeModel> types, IEnumerable<ValidatorModel> validators, Resolution resolution)
    {
        var resolved = validators.Select(resolution.Apply).ToList();
        var usable = resolved
            .Where(static validator => validator.Type.Length > 0 && !DiagnosticModel.HaveErrors(validator.Diagnostics)).ToList();
        return new EmittedFunctions(
            ValidatorEmitter.Emit([.. types], usable, resolution),
            resolved.Where(static validator => !validator.Owner.IsLibrary)
                .SelectMany(static validator => validator.Diagnostics).ToEquatable());
    }
}
