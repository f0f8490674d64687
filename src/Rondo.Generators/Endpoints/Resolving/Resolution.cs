using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Resolving;

/// <summary>The facts of the whole program that are needed to resolve the parameters of one endpoint.</summary>
/// <param name="Dependencies">The dependencies: method and type.</param>
/// <param name="Parsers">The custom parsers.</param>
/// <param name="AsyncKeys">Types inside whose values something is validated by functions.</param>
/// <param name="Takers">The functions besides handlers that take parameters of the route.</param>
/// <param name="Problems">The problems that functions of libraries have in this program.</param>
/// <param name="Needs">The functions that need a request.</param>
internal sealed record Resolution(
    EquatableArray<Provider> Dependencies, EquatableArray<ParserModel> Parsers, EquatableArray<string> AsyncKeys,
    RouteTakers Takers, EquatableArray<LibraryProblem> Problems, RequestNeeds Needs)
{
    internal static Resolution Of(
        IReadOnlyList<DependencyModel> dependencies, IEnumerable<ParserModel> parsers, IEnumerable<TypeModel> types,
            IReadOnlyList<ValidatorModel> validators, IEnumerable<EndpointModel> guards)
    {
        var bare = new Resolution(
            dependencies.Where(static dependency => dependency.Produces.Length > 0)
            .Select(static dependency => new Provider(dependency.Method, dependency.Shown, dependency.Produces, dependency.Owner.IsLibrary))
            .OrderBy(static each => each.Method, StringComparer.Ordinal).ToEquatable(),
            parsers.Where(static parser => parser.Type.Length > 0).OrderBy(static each => each.Type, StringComparer.Ordinal).ToEquatable(),
            Reaching(types.ToList(), new HashSet<string>(validators.Select(static validator => validator.Type)))
            .OrderBy(static key => key, StringComparer.Ordinal).ToEquatable(),
            RouteTakers.None,
            default,
            RequestNeeds.None);
        var resolved = dependencies.Select(bare.Apply).ToList();
        var resolvedValidators = validators.Select(bare.Apply).ToList();
        var problems = LibraryProblems.Of(resolved, resolvedValidators.Where(static validator => validator.Owner.IsLibrary));
        return bare with
        {
            Problems = problems,
            Takers = RouteTakers.Of(resolved, guards.Select(bare.Apply), resolvedValidators),
            Needs = RequestNeeds.Of(resolved, resolvedValidators),
        };
    }

    internal EndpointModel Apply(EndpointModel endpoint)
    {
        var diagnostics = endpoint.Diagnostics.ToList();
        var parameters = Apply(endpoint.Parameters, diagnostics);
        foreach (var name in endpoint.LeftToDependencies.Where(name => !Takers.Take(parameters, name)))
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.UnusedRouteParameter, endpoint.Location, name));
        var bodies = parameters.Where(static parameter => parameter.Source is BodySource).ToList();
        if (bodies.Count > 1 && !diagnostics.Any(static each => each.Id == "RONDO0004"))
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.SeveralBodies, bodies[1].Location, bodies[0].Name, bodies[1].Name));
        if (parameters.FirstOrDefault(static parameter => parameter.Source is UploadSource) is { } upload)
        {
            foreach (var other in parameters.Where(each => each != upload && ReadsBody(each)))
                diagnostics.Add(DiagnosticModel.Of(Diagnostics.SharedUpload, other.Location, upload.Name, other.Name));
        }

        foreach (var payload in parameters.Where(static parameter => parameter.Source is PayloadSource))
        {
            if (Dependencies.FirstOrDefault(dependency => dependency.Produces == payload.PlainType) is { } provider)
            {
                diagnostics.Add(DiagnosticModel.Of(
                    Diagnostics.UnsupportedParameter, payload.Location, payload.Name, payload.Type.Replace("global::", ""),
                    $"it would be the payload, and {provider.Name} makes it: take the payload first, which may be a record "
                        + $"without members"));
            }
        }

        if (endpoint.Call is not null)
            Needs.Check(endpoint, parameters, diagnostics);
        AddProblems(endpoint.Dependency, endpoint.Location, diagnostics);
        AddProblems(endpoint.Types, endpoint.Location, diagnostics);
        return endpoint with { Parameters = parameters, Diagnostics = diagnostics.ToEquatable() };
    }

    private static bool ReadsBody(ParameterModel parameter) =>
        parameter.Source is BodySource or LinesSource or RawBodySource || parameter.Source.IsForm;

    internal DependencyModel Apply(DependencyModel dependency)
    {
        var diagnostics = dependency.Diagnostics.ToList();
        var parameters = Apply(dependency.Parameters, diagnostics);
        AddProblems(dependency.Types, dependency.Location, diagnostics);
        return dependency with { Parameters = parameters, Diagnostics = diagnostics.ToEquatable() };
    }

    internal ValidatorModel Apply(ValidatorModel validator)
    {
        var diagnostics = validator.Diagnostics.ToList();
        return validator with { Parameters = Apply(validator.Parameters, diagnostics), Diagnostics = diagnostics.ToEquatable() };
    }

    internal bool IsAsync(ShapeModel? shape) => shape is not null
        && (shape.Kind == ShapeKind.Object ? AsyncKeys.Contains(shape.Key) : IsAsync(shape.Element));

    private EquatableArray<ParameterModel> Apply(EquatableArray<ParameterModel> parameters, List<DiagnosticModel> diagnostics) =>
        parameters.Select(parameter => Apply(parameter, diagnostics)).ToEquatable();

    private ParameterModel Apply(ParameterModel parameter, List<DiagnosticModel> diagnostics)
    {
        var applied = Resolve(parameter, diagnostics);
        if (applied.Source is JsonSource json)
            diagnostics.AddRange(json.Unfit);
        return applied;
    }

    private ParameterModel Resolve(ParameterModel parameter, List<DiagnosticModel> diagnostics)
    {
        if (parameter.MayBeDependency && ResolveGuess(parameter, diagnostics) is { } resolved)
            return resolved;
        switch (parameter.Source)
        {
            case DependencySource source:
                if (!Dependencies.Any(dependency => dependency.Method == source.Method))
                    diagnostics.Add(DiagnosticModel.Of(
                        Diagnostics.NoSuchDependency, parameter.Location, parameter.Name, source.Method.Replace("global::", "")));
                AddProblems(source.Method, parameter.Location, diagnostics);
                return parameter;
            case TextSource source:
                // One's own parser goes before the type's.
                if (Parser(source.Value.Type, parameter, diagnostics) is { } parser)
                    return parameter with { Source = source with { Value = Value(parser, source.Value.Expected) } };
                if (source.Value.Unknown)
                    diagnostics.Add(DiagnosticModel.Of(
                        Diagnostics.UnsupportedParameter, parameter.Location, parameter.Name, source.Value.Type.Replace("global::", ""),
                        "nothing parses it from a string: implement IParsable<T>, or write a static method with [Parser]"));
                return parameter;
            case ObjectSource source:
                var members = source.Members.Select(member => member with { Parameter = Apply(member.Parameter, diagnostics) });
                return parameter with { Source = source with { Members = members.ToEquatable() } };
            default:
                return parameter;
        }
    }

    /// <summary>A parameter whose source is a guess: a dependency or a parser for its type goes before. Null where there is none.</summary>
    private ParameterModel? ResolveGuess(ParameterModel parameter, List<DiagnosticModel> diagnostics)
    {
        if (Provider(parameter, diagnostics) is { } provider)
        {
            AddProblems(provider.Method, parameter.Location, diagnostics);
            return parameter with { Source = new DependencySource(provider.Method) };
        }

        if (Parser(parameter.PlainType, parameter, diagnostics) is { } parser)
        {
            var expected = Literals.Text("a " + Values.Words(parser.Type.Split('.').Last()));
            return parameter with { Wire = parameter.Name, Source = new TextSource(TextPlace.Query, Value(parser, expected)) };
        }

        if (parameter is { Source: ServiceSource, IsValueType: true })
            diagnostics.Add(DiagnosticModel.Of(
                Diagnostics.UnsupportedParameter, parameter.Location, parameter.Name, parameter.Type.Replace("global::", ""),
                "no dependency returns it and no service is a struct: write a [Dependency] that returns it, "
                    + "implement IParsable<T>, or mark it [AsParameters]"));
        return null;
    }

    /// <summary>The dependency that returns the parameter's type: the program's own, or a library's.</summary>
    private Provider? Provider(ParameterModel parameter, List<DiagnosticModel> diagnostics)
    {
        var all = Dependencies.Where(dependency => dependency.Produces == parameter.PlainType).ToList();
        var own = all.Where(static each => !each.IsLibrary).ToList();
        var providers = own.Count > 0 ? own : all;
        if (providers.Count > 1)
        {
            var choose = "choose one with [DependsOn(typeof(…), nameof(…))]";
            diagnostics.Add(DiagnosticModel.Of(
                Diagnostics.AmbiguousFunction,
                parameter.Location,
                parameter.Name,
                parameter.PlainType.Replace("global::", ""),
                string.Join(" and ", providers.Select(static each => each.Name)),
                own.Count > 0 ? choose : choose + ", or write a [Dependency] that returns it, which goes before those of libraries"));
        }

        return providers.FirstOrDefault();
    }

    private ParserModel? Parser(string type, ParameterModel parameter, List<DiagnosticModel> diagnostics)
    {
        var parsers = Parsers.Where(parser => parser.Type == type).ToList();
        // Those of libraries are here only where the program has none.
        if (parsers.Count > 1 && parsers[0].Owner.IsLibrary)
        {
            diagnostics.Add(DiagnosticModel.Of(
                Diagnostics.AmbiguousFunction,
                parameter.Location,
                parameter.Name,
                type.Replace("global::", ""),
                string.Join(" and ", parsers.Select(static each => each.Owner.Show(LibraryProblems.NameOf(each.Method)))),
                "write a [Parser] for it, which goes before those of libraries"));
        }

        return parsers.FirstOrDefault();
    }

    /// <summary>Those of validators, which run for values of the types.</summary>
    private void AddProblems(EquatableArray<TypeModel> types, LocationModel? location, List<DiagnosticModel> diagnostics)
    {
        if (Problems.Count == 0)
            return;
        foreach (var type in types)
            AddProblems(type.Type, location, diagnostics);
    }

    private void AddProblems(string of, LocationModel? location, List<DiagnosticModel> diagnostics) =>
        diagnostics.AddRange(
            Problems.Where(problem => problem.Of == of).Select(problem => problem.Diagnostic with { Location = location }));

    private static ValueModel Value(ParserModel parser, string expected) =>
        new(parser.Type, parser.Method, expected, Throws: parser.Throws);

    /// <summary>The types from whose values one of the given ones can be reached.</summary>
    private static HashSet<string> Reaching(List<TypeModel> types, HashSet<string> validated)
    {
        var keys = new HashSet<string>(types.Where(type => validated.Contains(type.Type)).Select(static type => type.Key));
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var type in types)
            {
                if (!keys.Contains(type.Key) && (type.Members.Any(member => Reaches(member.Shape, keys))
                    || type.Derived.Any(derived => keys.Contains(derived.Key))))
                    grown |= keys.Add(type.Key);
            }
        }

        return keys;
    }

    private static bool Reaches(ShapeModel? shape, HashSet<string> keys) => shape is not null
        && (shape.Kind == ShapeKind.Object ? keys.Contains(shape.Key) : Reaches(shape.Element, keys));
}

/// <summary>A dependency, by what it returns.</summary>
internal sealed record Provider(string Method, string Name, string Produces, bool IsLibrary);
