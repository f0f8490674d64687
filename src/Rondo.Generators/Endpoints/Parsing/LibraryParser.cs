using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>Finds the functions that referenced assemblies offer.</summary>
/// <remarks>
/// It is asked at each keystroke, since only a compilation knows its assemblies. Their symbols outlive an edit, so that each
/// assembly is read
/// once, and an edit costs a look-up for each reference. Only an assembly that references Rondo.Api and has the marker of
/// <c>ShippedEmitter</c> is read at all.
/// </remarks>
internal static class LibraryParser
{
    private const string Marker = "Rondo.Api.Runtime.ShippedFunctionAttribute";

    private static readonly ConditionalWeakTable<IAssemblySymbol, Offer> s_known = new();

    internal static LibraryModel Parse(Compilation compilation, CancellationToken cancellation)
    {
        var found = new List<LibraryModel>();
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            cancellation.ThrowIfCancellationRequested();
            if (OfferOf(assembly, compilation) is { All.IsEmpty: false } offer)
                found.Add(Visible(assembly, offer, compilation));
        }

        return LibraryModel.Concat(found);
    }

    /// <summary>Whether the method of another assembly is a dependency of this program.</summary>
    internal static bool Offers(IMethodSymbol method, Compilation compilation) =>
        OfferOf(method.ContainingAssembly, compilation) is { All.IsEmpty: false } offer
        && Visible(method.ContainingAssembly, offer, compilation).Dependencies.Any(each => each.Method == method.Call());

    private static Offer OfferOf(IAssemblySymbol assembly, Compilation compilation) =>
        s_known.TryGetValue(assembly, out var offer) ? offer : s_known.GetValue(assembly, each => Read(each, compilation));

    private static LibraryModel Visible(IAssemblySymbol assembly, Offer offer, Compilation compilation)
    {
        // Generated code says global::, which an assembly that has only other aliases is not in.
        var aliases = compilation.GetMetadataReference(assembly)?.Properties.Aliases ?? [];
        if (!aliases.IsDefaultOrEmpty && !aliases.Contains("global"))
            return LibraryModel.Empty;
        return offer.HasFriends && assembly.GivesAccessTo(compilation.Assembly) ? offer.All : offer.Public;
    }

    private static Offer Read(IAssemblySymbol assembly, Compilation compilation)
    {
        if (!assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static each => each.Name == "Rondo.Api")))
            return Offer.None;
        var (dependencies, validators, parsers) = (new List<DependencyModel>(), new List<ValidatorModel>(), new List<ParserModel>());
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var marker in assembly.GetAttributes().Where(static attribute => attribute.AttributeClass.Is(Marker)))
        {
            if (marker.ConstructorArguments is not { Length: 2 } arguments
                || arguments[0].Value is not INamedTypeSymbol type || arguments[1].Value is not string name)
                continue;
            foreach (var method in type.GetMembers(name).OfType<IMethodSymbol>().Where(each => each.IsStatic && seen.Add(each)))
            {
                var isPublic = method.IsPublic() && Named(marker, "FriendsOnly") is not { Value: true };
                var owner = new OwnerModel(assembly.Name, IsLibrary: true, isPublic);
                if (method.Attribute(FunctionParser.DependencyAttribute) is not null)
                    dependencies.Add(Dependency(method, marker, compilation, owner));
                else if (method.Attribute(FunctionParser.ValidatorAttribute) is not null)
                    validators.Add(FunctionParser.Validator(method, compilation, owner));
                else if (method.Attribute(FunctionParser.ParserAttribute) is not null)
                    parsers.Add(FunctionParser.Parser(method, owner));
            }
        }

        return new Offer(new LibraryModel(
            dependencies.Where(static each => each.Produces.Length > 0).Select(WithoutPlaces).ToEquatable(),
            validators.Where(static each => each.Type.Length > 0).Select(WithoutPlaces).ToEquatable(),
            parsers.Where(static each => each.Type.Length > 0).ToEquatable()));
    }

    private static DependencyModel Dependency(IMethodSymbol method, AttributeData marker, Compilation compilation, OwnerModel owner)
    {
        var errors = Values(marker, "Errors").OfType<ITypeSymbol>()
            .Where(static type => type.IsPublic()).Select(static type => type.Plain());
        var texts = method.Parameters
            .Zip(Values(marker, "Descriptions"), static (parameter, text) => (parameter.Name, Text: text as string))
            .Where(static each => each.Text is not null).Select(static each => new NamedText(each.Name, each.Text!));
        return FunctionParser.Dependency(
            method,
            DocumentationModel.None with { Parameters = texts.ToEquatable() },
            new ErrorsModel(errors.ToEquatable(), Values(marker, "ErrorStatuses").OfType<int>().ToEquatable()),
            compilation,
            owner);
    }

    private static IEnumerable<object?> Values(AttributeData attribute, string name) =>
        Named(attribute, name) is { Kind: TypedConstantKind.Array, IsNull: false } all ? all.Values.Select(static each => each.Value) : [];

    private static TypedConstant Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>
    /// Diagnostics name places of this program. An edit of a referenced project that only moves its code changes nothing here.
    /// </summary>
    private static DependencyModel WithoutPlaces(DependencyModel dependency) => dependency with
    {
        Location = null,
        Parameters = WithoutPlaces(dependency.Parameters),
        Diagnostics = WithoutPlaces(dependency.Diagnostics),
    };

    private static ValidatorModel WithoutPlaces(ValidatorModel validator) => validator with
    {
        Parameters = WithoutPlaces(validator.Parameters),
        Diagnostics = WithoutPlaces(validator.Diagnostics),
    };

    private static EquatableArray<ParameterModel> WithoutPlaces(EquatableArray<ParameterModel> parameters) =>
        parameters.Select(WithoutPlaces).ToEquatable();

    private static ParameterModel WithoutPlaces(ParameterModel parameter) => parameter with
    {
        Location = null,
        Source = parameter.Source is not ObjectSource source ? parameter.Source : source with
        {
            Members = source.Members.Select(static each => each with { Parameter = WithoutPlaces(each.Parameter) }).ToEquatable(),
        },
    };

    private static EquatableArray<DiagnosticModel> WithoutPlaces(EquatableArray<DiagnosticModel> diagnostics) =>
        diagnostics.Select(static each => each with { Location = null }).ToEquatable();

    /// <summary>The functions of one assembly: all, for assemblies that see its internals, and those for every assembly.</summary>
    private sealed class Offer(LibraryModel all)
    {
        internal static Offer None { get; } = new(LibraryModel.Empty);

        internal LibraryModel All { get; } = all;

        internal LibraryModel Public { get; } = all.Public();

        internal bool HasFriends { get; } = !all.Equals(all.Public());
    }
}
