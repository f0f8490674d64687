using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Resolving;

/// <summary>
/// Chooses the functions of libraries that the program uses, directly or through others: no code is made for the rest. A function of the
/// program goes before those of libraries that are for the same type.
/// </summary>
internal sealed class LibraryNeeds
{
    private readonly LibraryModel _library;
    private readonly HashSet<string> _ownTypes;
    private readonly HashSet<string> _ownValidated;
    private readonly Dictionary<string, DependencyModel> _dependencies = [];
    private readonly HashSet<ValidatorModel> _validators = [];
    private readonly HashSet<string> _types = [];

    private LibraryNeeds(LibraryModel library, IEnumerable<DependencyModel> dependencies, IEnumerable<ValidatorModel> validators)
    {
        _library = library;
        _ownTypes = [.. dependencies.Select(static each => each.Produces)];
        _ownValidated = [.. validators.Select(static each => each.Type)];
    }

    internal static LibraryModel Of(
        LibraryModel library,
        IReadOnlyList<EndpointModel> endpoints,
        IReadOnlyList<DependencyModel> dependencies,
        IReadOnlyList<ValidatorModel> validators,
        IReadOnlyList<ParserModel> parsers)
    {
        if (library.IsEmpty)
            return LibraryModel.Empty;
        var needs = new LibraryNeeds(library, dependencies, validators);
        foreach (var endpoint in endpoints)
        {
            needs.AddMethod(endpoint.Dependency);
            needs.Add(endpoint.Parameters, endpoint.Types);
        }

        foreach (var dependency in dependencies)
            needs.Add(dependency.Parameters, dependency.Types);
        foreach (var validator in validators)
            needs.Add(validator.Parameters, validator.Types);
        needs.AddValidators();
        var ownParsed = new HashSet<string>(parsers.Select(static each => each.Type));
        return new LibraryModel(
            library.Dependencies.Where(each => needs._dependencies.ContainsKey(each.Method)).ToEquatable(),
            library.Validators.Where(needs._validators.Contains).ToEquatable(),
            library.Parsers.Where(each => !ownParsed.Contains(each.Type)).ToEquatable());
    }

    private void Add(IEnumerable<ParameterModel> parameters, EquatableArray<TypeModel> types)
    {
        _types.UnionWith(types.Select(static type => type.Type));
        foreach (var parameter in parameters)
        {
            if (parameter.Source is DependencySource source)
                AddMethod(source.Method);
            else if (parameter.MayBeDependency && !_ownTypes.Contains(parameter.PlainType))
                AddAll(_library.Dependencies.Where(each => each.Produces == parameter.PlainType));
            Add(parameter.Members, default);
        }
    }

    private void AddMethod(string method) => AddAll(_library.Dependencies.Where(each => each.Method == method));

    private void AddAll(IEnumerable<DependencyModel> found)
    {
        foreach (var dependency in found.Where(each => !_dependencies.ContainsKey(each.Method)).ToList())
        {
            _dependencies[dependency.Method] = dependency;
            Add(dependency.Parameters, dependency.Types);
        }
    }

    /// <summary>Those of the types that are reached, which may reach further types in turn.</summary>
    private void AddValidators()
    {
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var validator in _library.Validators.Where(each => _types.Contains(each.Type) && !_ownValidated.Contains(each.Type)))
            {
                if (!_validators.Add(validator))
                    continue;
                grown = true;
                Add(validator.Parameters, validator.Types);
                break; // the types have changed
            }
        }
    }
}
