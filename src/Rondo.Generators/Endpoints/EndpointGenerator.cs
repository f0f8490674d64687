using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Rondo.Generators.Endpoints;

/// <summary>
/// The compile-time graph of an API: each call of <c>app.Get(…)</c> and its like, each method with <c>[Get]</c>, and the
/// dependencies, validators and parsers that
/// they use.
/// </summary>
/// <remarks>
/// Parse (symbols to equatable models), resolve (models alone), emit. Symbols never leave the first stage, so that an edit costs
/// what it touches.
/// </remarks>
[Generator]
public sealed class EndpointGenerator : IIncrementalGenerator
{
    private static readonly string[] s_verbs = ["Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "WebSocket"];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var calls = context.SyntaxProvider.CreateSyntaxProvider(EndpointParser.LooksLikeCall, EndpointParser.ParseCall)
            .Where(static endpoint => endpoint is not null)
            .Select(static (endpoint, _) => endpoint!)
            .WithTrackingName("Calls");
        var sources = new List<IncrementalValuesProvider<EndpointModel>> { calls };
        foreach (var verb in s_verbs)
        {
            sources.Add(context.SyntaxProvider.ForAttributeWithMetadataName(
                $"Rondo.Api.{verb}Attribute",
                static (_, _) => true,
                (attributed, _) => attributed.Attributes.Select(attribute => EndpointParser.ParseMethod(attributed, verb, attribute))
                .Where(static endpoint => endpoint is not null).Select(static endpoint => endpoint!).ToEquatable())
                .SelectMany(static (found, _) => found));
        }

        var endpoints = Concat(sources.Select(static source => source.Collect()));

        var ownDependencies =
            Functions(context, FunctionParser.DependencyAttribute, static (attributed, _) => FunctionParser.Dependency(attributed));
        var ownValidators = Functions(context, FunctionParser.ValidatorAttribute, static (attributed, _) =>
            (IMethodSymbol)attributed.TargetSymbol is var method
            ? FunctionParser.Validator(method, attributed.SemanticModel.Compilation, OwnerModel.Own(method)) : null!);
        var ownParsers = Functions(context, FunctionParser.ParserAttribute, static (attributed, _) =>
            (IMethodSymbol)attributed.TargetSymbol is var method ? FunctionParser.Parser(method, OwnerModel.Own(method)) : null!);
        var library = context.CompilationProvider.Select(LibraryParser.Parse).WithTrackingName("Libraries");
        var needed = endpoints.Combine(ownDependencies).Combine(ownValidators).Combine(ownParsers).Combine(library)
            .Select(static (all, _) =>
                LibraryNeeds.Of(all.Right, all.Left.Left.Left.Left, all.Left.Left.Left.Right, all.Left.Left.Right, all.Left.Right));
        var dependencies = With(ownDependencies, needed, static library => library.Dependencies);
        var validators = With(ownValidators, needed, static library => library.Validators);
        var parsers = With(ownParsers, needed, static library => library.Parsers);

        var types = endpoints.Combine(dependencies).Combine(validators)
            .Select(static (all, _) => all.Left.Left.SelectMany(static endpoint => endpoint.Types)
                .Concat(all.Left.Right.SelectMany(static dependency => dependency.Types))
                .Concat(all.Right.SelectMany(static validator => validator.Types))
                .GroupBy(static type => type.Key).Select(static group => group.First())
                .OrderBy(static type => type.Key, StringComparer.Ordinal).ToEquatable());
        var guards = endpoints.Select(static (all, _) => all.Where(static endpoint => endpoint.Verb == "DEPENDS").ToEquatable());
        var resolution = dependencies.Combine(parsers).Combine(types).Combine(validators).Combine(guards)
            .Select(static (all, _) =>
                Resolution.Of(all.Left.Left.Left.Left, all.Left.Left.Left.Right, all.Left.Left.Right, all.Left.Right, all.Right))
            .WithTrackingName("Resolution");

        // Not from the collected endpoints, among which one more moves all that follow. The text is what is compared in the end: a new
        // dependency resolves every endpoint anew, and makes those again that come out otherwise.
        var hashes = new List<IncrementalValueProvider<ImmutableArray<uint>>>();
        foreach (var source in sources)
        {
            var resolved = source.Combine(resolution)
                .Select(static (both, _) => (Endpoint: both.Right.Apply(both.Left), Resolution: both.Right));
            context.RegisterSourceOutput(
                resolved.SelectMany(static (each, _) => each.Endpoint.Diagnostics).Collect().SelectMany(static (all, _) => all.Distinct()),
                static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
            var texts = resolved
                .Where(static each => each.Endpoint.Id.Length > 0 && !HasErrors(each.Endpoint.Diagnostics))
                .Select(static (each, _) => (each.Endpoint, Text: EndpointEmitter.Emit(each.Endpoint, each.Resolution)));
            var named = texts.Select(static (each, _) => new NamedText(each.Endpoint.Id, each.Text)).WithTrackingName("Endpoints");
            context.RegisterSourceOutput(named, static (output, text) => Add(output, text.Name, text.Text));
            hashes.Add(texts.Select(static (each, _) => StartCodeEmitter.Hash(each.Endpoint, each.Text)).Collect());
        }

        var included = endpoints.Select(
            static (all, _) => all.Where(static endpoint => endpoint.Container is not null && !HasErrors(endpoint.Diagnostics))
            .Select(static endpoint => (endpoint.Container!, EndpointEmitter.ClassOf(endpoint)))
            .Select(static pair => new NamedText(pair.Item1, pair.Item2)).ToEquatable());
        context.RegisterSourceOutput(included, static (output, classes) =>
        {
            if (classes.Count > 0)
                Add(output, "Included", Included(classes));
        });
        var hasFriends = context.SyntaxProvider.ForAttributeWithMetadataName(
            "System.Runtime.CompilerServices.InternalsVisibleToAttribute", static (_, _) => true, static (_, _) => true)
            .Collect().Select(static (all, _) => all.Length > 0);
        var shipped = dependencies.Combine(validators).Combine(ownParsers).Combine(resolution).Combine(hasFriends).Select(static (all, _) =>
        {
            var (functions, current) = (all.Left.Left, all.Left.Right);
            return ShippedFunctions.Of(
                [.. functions.Left.Left.Select(current.Apply)], [.. functions.Left.Right.Select(current.Apply)],
                functions.Right, all.Right);
        });
        Ship(context, shipped);
        var dependenciesDone = dependencies.Combine(resolution).Combine(shipped)
            .Select(static (all, _) => Dependencies(all.Left.Left, all.Left.Right, all.Right)).WithTrackingName("Dependencies");
        context.RegisterSourceOutput(dependenciesDone, static (output, done) => Add(output, "Dependencies", done));
        var validatorsDone = types.Combine(validators).Combine(resolution)
            .Select(static (all, _) => Validators(all.Left.Left, all.Left.Right, all.Right)).WithTrackingName("Validators");
        context.RegisterSourceOutput(validatorsDone, static (output, done) => Add(output, "Validators", done));
        var typeTexts = endpoints.Select(
            static (all, _) => all.SelectMany(static endpoint => endpoint.Texts).GroupBy(static type => type.Type)
            .Select(static group => group.First()).OrderBy(static type => type.Type, StringComparer.Ordinal).ToEquatable());
        context.RegisterSourceOutput(typeTexts, static (output, all) =>
        {
            if (all.Count > 0)
                Add(output, "TypeTexts", TypeTextEmitter.Emit(all));
        });
        hashes.Add(dependenciesDone.Combine(validatorsDone)
            .Select(static (done, _) => ImmutableArray.Create(Symbols.Hash(done.Left.Text), Symbols.Hash(done.Right.Text))));
        context.RegisterSourceOutput(
            Concat(hashes).Select(static (parts, _) => StartCodeEmitter.Emit(parts)),
            static (output, text) => Add(output, "StartCode", text));
        context.RegisterSourceOutput(
            ownParsers, static (output, all) => Report(output, all.SelectMany(static parser => parser.Diagnostics)));
        context.RegisterSourceOutput(
            endpoints.Select(static (all, _) => RouteCollisions.Find(all)), static (output, found) => Report(output, found));
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

    private static void Ship(IncrementalGeneratorInitializationContext context, IncrementalValueProvider<ShippedFunctions> shipped)
    {
        context.RegisterSourceOutput(shipped, static (output, functions) =>
        {
            if (!functions.Functions.IsEmpty)
                Add(output, "Shipped", ShippedEmitter.Emit(functions));
        });
        // A program is rarely referenced.
        var isLibrary = context.CompilationProvider
            .Select(static (compilation, _) =>
                compilation.Options.OutputKind == Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary);
        context.RegisterSourceOutput(
            shipped.Combine(isLibrary), static (output, both) => Report(output, both.Right ? both.Left.Diagnostics : []));
    }

    private static Done Dependencies(ImmutableArray<DependencyModel> dependencies, Resolution resolution, ShippedFunctions shipped)
    {
        var resolved = dependencies.Select(resolution.Apply).ToList();
        var named = resolved.GroupBy(static dependency => dependency.Method).ToList();
        var diagnostics = resolved.Where(static dependency => !dependency.Owner.IsLibrary)
            .SelectMany(static dependency => dependency.Diagnostics)
            .Concat(DependencyGraph.Check(resolved))
            .Concat(named.Where(static group => !group.First().Owner.IsLibrary).SelectMany(static group => group.Skip(1))
                .Select(static again =>
                    DiagnosticModel.Of(
                        Diagnostics.BadFunction, again.Location, again.Name.Split('.').Last(), "dependency",
                        "another dependency of its class has its name: give it one of its own")));
        // Those with errors have a place too, so that what needs them is not in error as well.
        var usable = named.Select(static group => group.First()).Where(static dependency => dependency.Produces.Length > 0)
            .Select(dependency =>
                dependency with
                {
                    Broken = HasErrors(dependency.Diagnostics)
                    || resolution.Problems.Any(problem => problem.Of == dependency.Method)
                }).ToList();
        return new Done(DependencyEmitter.Emit(usable, resolution, shipped), diagnostics.ToEquatable());
    }

    private static Done Validators(EquatableArray<TypeModel> types, ImmutableArray<ValidatorModel> validators, Resolution resolution)
    {
        var resolved = validators.Select(resolution.Apply).ToList();
        var usable = resolved.Where(static validator => validator.Type.Length > 0 && !HasErrors(validator.Diagnostics)).ToList();
        return new Done(
            ValidatorEmitter.Emit([.. types], usable, resolution),
            resolved.Where(static validator => !validator.Owner.IsLibrary)
            .SelectMany(static validator => validator.Diagnostics).ToEquatable());
    }

    private static void Add(SourceProductionContext output, string name, Done done)
    {
        Report(output, done.Diagnostics);
        Add(output, name, done.Text);
    }

    private static string Included(EquatableArray<NamedText> classes)
    {
        var writer = CodeWriter.File();
        writer.Line("namespace Rondo.Api.Generated;");
        writer.Open("internal static class IncludedClasses");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Open("internal static void Initialize()");
        foreach (var group in classes.GroupBy(static each => each.Name).OrderBy(static group => group.Key, StringComparer.Ordinal))
            writer.Line(
                $"global::Rondo.Api.Runtime.Included.Add(typeof({group.Key}), static routes => {{ "
                    + $"{string.Join(" ", group.Select(static each => $"{each.Text}.Map(routes);"))} }});");
        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    private static void Report(SourceProductionContext output, IEnumerable<DiagnosticModel> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            output.ReportDiagnostic(diagnostic.ToDiagnostic());
    }

    internal static bool HasErrors(EquatableArray<DiagnosticModel> diagnostics) => diagnostics.Any(static diagnostic =>
        diagnostic.Id != Diagnostics.UnfitForJson.Id && Diagnostics.ById[diagnostic.Id].DefaultSeverity == DiagnosticSeverity.Error);

    private static void Add(SourceProductionContext output, string name, string text) =>
        output.AddSource($"Rondo.{Symbols.FileName(name)}.g.cs", SourceText.From(text, Encoding.UTF8));

    /// <summary>The text of a file, and what was found while it was made.</summary>
    private sealed record Done(string Text, EquatableArray<DiagnosticModel> Diagnostics);
}
