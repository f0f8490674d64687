using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Rondo.Generators.Endpoints.Emitting;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Parsing;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints;

/// <summary>
/// The compile-time graph of an API: each call of <c>app.Get(…)</c> and its like, each method with <c>[Get]</c>, and the
/// dependencies, validators and parsers that they use.
/// </summary>
/// <remarks>
/// Parse (symbols to equatable models), resolve (models alone), emit. Symbols never leave the first stage, so that an edit costs
/// what it touches.
/// </remarks>
[Generator]
public sealed class EndpointGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var sources = Endpoints(context);
        var endpoints = Concat(sources.Select(static source => source.Collect()));

        var ownDependencies =
            Functions(context, FunctionParser.DependencyAttribute, static (attributed, _) => FunctionParser.Dependency(attributed));
        var ownValidators =
            Functions(context, FunctionParser.ValidatorAttribute, static (attributed, _) => FunctionParser.Validator(attributed));
        var ownParsers = Functions(context, FunctionParser.ParserAttribute, static (attributed, _) => FunctionParser.Parser(attributed));
        var library = context.CompilationProvider.Select(LibraryParser.Parse).WithTrackingName("Libraries");
        var needed = endpoints.Combine(ownDependencies).Combine(ownValidators).Combine(ownParsers).Combine(library)
            .Select(static (all, _) =>
                LibraryNeeds.Of(all.Right, all.Left.Left.Left.Left, all.Left.Left.Left.Right, all.Left.Left.Right, all.Left.Right));
        var dependencies = With(ownDependencies, needed, static library => library.Dependencies);
        var validators = With(ownValidators, needed, static library => library.Validators);
        var parsers = With(ownParsers, needed, static library => library.Parsers);

        var types = endpoints.Combine(dependencies).Combine(validators)
            .Select(static (all, _) => TypesOf(all.Left.Left, all.Left.Right, all.Right));
        var guards = endpoints.Select(static (all, _) =>
            all.Where(static endpoint => endpoint.Kind == EndpointKind.GroupDependency).ToEquatable());
        var resolution = dependencies.Combine(parsers).Combine(types).Combine(validators).Combine(guards)
            .Select(static (all, _) =>
                Resolution.Of(all.Left.Left.Left.Left, all.Left.Left.Left.Right, all.Left.Left.Right, all.Left.Right, all.Right))
            .WithTrackingName("Resolution");

        var hashes = sources.ConvertAll(source => EmitEndpoints(context, source, resolution));
        EmitClasses(context, endpoints);
        var shipped = EmitShipped(context, dependencies, validators, ownParsers, resolution);
        hashes.Add(EmitFunctions(context, dependencies, validators, types, shipped, resolution));
        context.RegisterSourceOutput(
            Concat(hashes).Select(static (parts, _) => StartCodeEmitter.Emit(parts)),
            static (output, text) => Add(output, "StartCode", text));
        context.RegisterSourceOutput(
            ownParsers, static (output, all) => Report(output, all.SelectMany(static parser => parser.Diagnostics)));
        context.RegisterSourceOutput(
            endpoints.Select(static (all, _) => RouteCollisions.Find(all)), static (output, found) => Report(output, found));
    }

    /// <summary>The endpoints: those of calls, and those of each attribute.</summary>
    private static List<IncrementalValuesProvider<EndpointModel>> Endpoints(IncrementalGeneratorInitializationContext context)
    {
        var calls = context.SyntaxProvider.CreateSyntaxProvider(RouteCalls.LooksLikeCall, CallParser.Parse)
            .Where(static endpoint => endpoint is not null)
            .Select(static (endpoint, _) => endpoint!)
            .WithTrackingName("Calls");
        var attributed = RouteMethod.ByName.Where(static each => each.Value.Kind != EndpointKind.GroupDependency).Select(each =>
            context.SyntaxProvider.ForAttributeWithMetadataName(
                $"Rondo.Api.{each.Key}Attribute",
                static (_, _) => true,
                (method, _) => method.Attributes.Select(attribute => MethodParser.Parse(method, each.Key, attribute)).ToEquatable())
                .SelectMany(static (found, _) => found));
        return [calls, .. attributed];
    }

    private static EquatableArray<TypeModel> TypesOf(
        IEnumerable<EndpointModel> endpoints, IEnumerable<DependencyModel> dependencies, IEnumerable<ValidatorModel> validators) =>
        endpoints.SelectMany(static endpoint => endpoint.Types)
            .Concat(dependencies.SelectMany(static dependency => dependency.Types))
            .Concat(validators.SelectMany(static validator => validator.Types))
            .GroupBy(static type => type.Key).Select(static group => group.First())
            .OrderBy(static type => type.Key, StringComparer.Ordinal).ToEquatable();

    /// <returns>The hashes of their code, for hot reload.</returns>
    /// <remarks>
    /// Not from the collected endpoints, among which one more moves all that follow. The text is what is compared in the end: a new
    /// dependency resolves every endpoint anew, and makes those again that come out otherwise.
    /// </remarks>
    private static IncrementalValueProvider<ImmutableArray<uint>> EmitEndpoints(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<EndpointModel> source,
        IncrementalValueProvider<Resolution> resolution)
    {
        var resolved = source.Combine(resolution)
            .Select(static (both, _) => (Endpoint: both.Right.Apply(both.Left), Resolution: both.Right));
        context.RegisterSourceOutput(
            resolved.SelectMany(static (each, _) => each.Endpoint.Diagnostics).Collect().SelectMany(static (all, _) => all.Distinct()),
            static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
        var texts = resolved
            .Where(static each => each.Endpoint.Id.Length > 0 && !DiagnosticModel.HaveErrors(each.Endpoint.Diagnostics))
            .Select(static (each, _) => (each.Endpoint, Text: EndpointEmitter.Emit(each.Endpoint, each.Resolution)));
        var named = texts.Select(static (each, _) => new NamedText(each.Endpoint.Id, each.Text)).WithTrackingName("Endpoints");
        context.RegisterSourceOutput(named, static (output, text) => Add(output, text.Name, text.Text));
        return texts.Select(static (each, _) => StartCodeEmitter.Hash(each.Endpoint, each.Text)).Collect();
    }

    /// <summary>The classes whose handlers <c>Include</c> finds, and the documentation of types.</summary>
    private static void EmitClasses(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<ImmutableArray<EndpointModel>> endpoints)
    {
        var included = endpoints.Select(static (all, _) => all
            .Where(static endpoint => endpoint.Container is not null && !DiagnosticModel.HaveErrors(endpoint.Diagnostics))
            .Select(static endpoint => new NamedText(endpoint.Container!, EndpointEmitter.ClassOf(endpoint))).ToEquatable());
        context.RegisterSourceOutput(included, static (output, classes) =>
        {
            if (classes.Count > 0)
                Add(output, "HandlerClasses", HandlerClassEmitter.Emit(classes));
        });
        var texts = endpoints.Select(
            static (all, _) => all.SelectMany(static endpoint => endpoint.Texts).GroupBy(static type => type.Type)
            .Select(static group => group.First()).OrderBy(static type => type.Type, StringComparer.Ordinal).ToEquatable());
        context.RegisterSourceOutput(texts, static (output, all) =>
        {
            if (all.Count > 0)
                Add(output, "TypeTexts", TypeTextEmitter.Emit(all));
        });
    }

    private static IncrementalValueProvider<ShippedFunctions> EmitShipped(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<ImmutableArray<DependencyModel>> dependencies,
        IncrementalValueProvider<ImmutableArray<ValidatorModel>> validators, IncrementalValueProvider<ImmutableArray<ParserModel>> parsers,
        IncrementalValueProvider<Resolution> resolution)
    {
        var hasFriends = context.SyntaxProvider.ForAttributeWithMetadataName(
            "System.Runtime.CompilerServices.InternalsVisibleToAttribute", static (_, _) => true, static (_, _) => true)
            .Collect().Select(static (all, _) => all.Length > 0);
        var shipped = dependencies.Combine(validators).Combine(parsers).Combine(resolution).Combine(hasFriends).Select(static (all, _) =>
        {
            var (functions, current) = (all.Left.Left, all.Left.Right);
            return ShippedFunctions.Of(
                [.. functions.Left.Left.Select(current.Apply)], [.. functions.Left.Right.Select(current.Apply)],
                functions.Right, all.Right);
        });
        context.RegisterSourceOutput(shipped, static (output, functions) =>
        {
            if (!functions.Functions.IsEmpty)
                Add(output, "Shipped", ShippedEmitter.Emit(functions));
        });
        // A program is rarely referenced.
        var isLibrary = context.CompilationProvider.Select(static (compilation, _) =>
            compilation.Options.OutputKind == Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary);
        context.RegisterSourceOutput(
            shipped.Combine(isLibrary), static (output, both) => Report(output, both.Right ? both.Left.Diagnostics : []));
        return shipped;
    }

    /// <returns>The hashes of the code of all dependencies and validators, for hot reload.</returns>
    private static IncrementalValueProvider<ImmutableArray<uint>> EmitFunctions(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<ImmutableArray<DependencyModel>> dependencies,
        IncrementalValueProvider<ImmutableArray<ValidatorModel>> validators, IncrementalValueProvider<EquatableArray<TypeModel>> types,
        IncrementalValueProvider<ShippedFunctions> shipped, IncrementalValueProvider<Resolution> resolution)
    {
        var ofDependencies = dependencies.Combine(resolution).Combine(shipped)
            .Select(static (all, _) => EmittedFunctions.Of(all.Left.Left, all.Left.Right, all.Right)).WithTrackingName("Dependencies");
        var ofValidators = types.Combine(validators).Combine(resolution)
            .Select(static (all, _) => EmittedFunctions.Of(all.Left.Left, all.Left.Right, all.Right)).WithTrackingName("Validators");
        context.RegisterSourceOutput(ofDependencies, static (output, done) => Add(output, "Dependencies", done));
        context.RegisterSourceOutput(ofValidators, static (output, done) => Add(output, "Validators", done));
        return ofDependencies.Combine(ofValidators)
            .Select(static (done, _) => ImmutableArray.Create(Symbols.Hash(done.Left.Text), Symbols.Hash(done.Right.Text)));
    }

    private static IncrementalValueProvider<ImmutableArray<T>> Concat<T>(IEnumerable<IncrementalValueProvider<ImmutableArray<T>>> parts) =>
        parts.Aggregate(
            static (left, right) => left.Combine(right)
            .Select(static (both, _) => both.Right.IsEmpty ? both.Left : both.Left.AddRange(both.Right)));

    private static IncrementalValueProvider<ImmutableArray<T>> Functions<T>(
        IncrementalGeneratorInitializationContext context, string attribute,
        Func<GeneratorAttributeSyntaxContext, System.Threading.CancellationToken, T> parse) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (_, _) => true, parse).Collect();

    /// <summary>The functions of the program, and after them those of libraries.</summary>
    private static IncrementalValueProvider<ImmutableArray<T>> With<T>(
        IncrementalValueProvider<ImmutableArray<T>> own, IncrementalValueProvider<LibraryModel> library,
        Func<LibraryModel, EquatableArray<T>> part)
        where T : IEquatable<T> => own.Combine(library.Select((all, _) => part(all)))
            .Select(static (both, _) => both.Right.Count == 0 ? both.Left : both.Left.AddRange(both.Right));

    private static void Report(SourceProductionContext output, IEnumerable<DiagnosticModel> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            output.ReportDiagnostic(diagnostic.ToDiagnostic());
    }

    private static void Add(SourceProductionContext output, string name, EmittedFunctions done)
    {
        Report(output, done.Diagnostics);
        Add(output, name, done.Text);
    }

    private static void Add(SourceProductionContext output, string name, string text) =>
        output.AddSource($"Rondo.{Symbols.FileName(name)}.g.cs", SourceText.From(text, Encoding.UTF8));
}
