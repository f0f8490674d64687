using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Rondo.Generators.Endpoints;

/// <summary>
/// The compile-time graph of an API: each call of <c>app.Get(…)</c> and its like, each method with <c>[Get]</c>, and the dependencies, validators and parsers that
/// they use.
/// </summary>
/// <remarks>Parse (symbols to equatable models), resolve (models alone), emit. Symbols never leave the first stage, so that an edit costs what it touches.</remarks>
[Generator]
public sealed class EndpointGenerator : IIncrementalGenerator
{
    private static readonly string[] s_verbs = ["Get", "Post", "Put", "Patch", "Delete", "Head", "Options"];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var calls = context.SyntaxProvider.CreateSyntaxProvider(EndpointParser.LooksLikeCall, EndpointParser.ParseCall)
            .Where(static endpoint => endpoint is not null)
            .Select(static (endpoint, _) => endpoint!)
            .WithTrackingName("Calls");
        var endpoints = calls.Collect();
        foreach (var verb in s_verbs)
        {
            var methods = context.SyntaxProvider.ForAttributeWithMetadataName(
                $"Rondo.Api.{verb}Attribute",
                static (_, _) => true,
                (attributed, _) => attributed.Attributes.Select(attribute => EndpointParser.ParseMethod(attributed, verb.ToUpperInvariant(), attribute)).Where(static endpoint => endpoint is not null).Select(static endpoint => endpoint!).ToEquatable())
                .SelectMany(static (found, _) => found)
                .Collect();
            endpoints = endpoints.Combine(methods).Select(static (both, _) => both.Right.IsEmpty ? both.Left : both.Left.AddRange(both.Right));
        }

        var dependencies = Functions(context, "Rondo.Api.DependencyAttribute", static (attributed, _) => FunctionParser.Dependency(attributed));
        var validators = Functions(context, "Rondo.Api.ValidatorAttribute", static (attributed, _) => FunctionParser.Validator(attributed)!);
        var parsers = Functions(context, "Rondo.Api.ParserAttribute", static (attributed, _) => FunctionParser.Parser(attributed));

        var types = endpoints.Combine(dependencies).Combine(validators)
            .Select(static (all, _) => all.Left.Left.SelectMany(static endpoint => endpoint.Types)
                .Concat(all.Left.Right.SelectMany(static dependency => dependency.Types))
                .Concat(all.Right.SelectMany(static validator => validator.Types))
                .GroupBy(static type => type.Key).Select(static group => group.First()).OrderBy(static type => type.Key, StringComparer.Ordinal).ToEquatable());
        var resolution = dependencies.Combine(parsers).Combine(types).Combine(validators)
            .Select(static (all, _) => Resolution.Of(all.Left.Left.Left, all.Left.Left.Right, all.Left.Right, all.Right))
            .WithTrackingName("Resolution");

        var resolved = endpoints.SelectMany(static (all, _) => all).Combine(resolution)
            .Select(static (both, _) => (Endpoint: both.Right.Apply(both.Left), Resolution: both.Right))
            .WithTrackingName("Endpoints");
        context.RegisterSourceOutput(resolved, static (output, each) =>
        {
            foreach (var diagnostic in each.Endpoint.Diagnostics)
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
            if (each.Endpoint.Id.Length > 0 && !HasErrors(each.Endpoint.Diagnostics))
                Add(output, each.Endpoint.Id, EndpointEmitter.Emit(each.Endpoint, each.Resolution));
        });

        var included = endpoints.Select(static (all, _) => all.Where(static endpoint => endpoint.Container is not null && !HasErrors(endpoint.Diagnostics)).Select(static endpoint => (endpoint.Container!, EndpointEmitter.ClassOf(endpoint))).Select(static pair => new NamedText(pair.Item1, pair.Item2)).ToEquatable());
        context.RegisterSourceOutput(included, static (output, classes) =>
        {
            if (classes.Count > 0)
                Add(output, "Included", Included(classes));
        });
        context.RegisterSourceOutput(dependencies.Combine(resolution), static (output, both) => EmitDependencies(output, both.Left, both.Right));
        context.RegisterSourceOutput(types.Combine(validators).Combine(resolution), static (output, all) => EmitValidators(output, all.Left.Left, all.Left.Right, all.Right));
        var texts = endpoints.Select(static (all, _) => all.SelectMany(static endpoint => endpoint.Texts).GroupBy(static type => type.Type).Select(static group => group.First()).OrderBy(static type => type.Type, StringComparer.Ordinal).ToEquatable());
        context.RegisterSourceOutput(texts, static (output, all) =>
        {
            if (all.Count > 0)
                Add(output, "TypeTexts", TypeTextEmitter.Emit(all));
        });
        context.RegisterSourceOutput(parsers, static (output, all) => Report(output, all.SelectMany(static parser => parser.Diagnostics)));
        context.RegisterSourceOutput(endpoints.Select(static (all, _) => RouteCollisions.Find(all)), static (output, found) => Report(output, found));
    }

    private static IncrementalValueProvider<ImmutableArray<T>> Functions<T>(IncrementalGeneratorInitializationContext context, string attribute, Func<GeneratorAttributeSyntaxContext, System.Threading.CancellationToken, T> parse) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (_, _) => true, parse).Collect();

    private static void EmitDependencies(SourceProductionContext output, ImmutableArray<DependencyModel> dependencies, Resolution resolution)
    {
        var resolved = dependencies.Select(resolution.Apply).ToList();
        var graph = DependencyGraph.Check(resolved);
        Report(output, resolved.SelectMany(static dependency => dependency.Diagnostics).Concat(graph));
        var usable = resolved.Where(dependency => dependency.Produces.Length > 0 && !HasErrors(dependency.Diagnostics)).ToList();
        if (graph.Count == 0)
            Add(output, "Dependencies", DependencyEmitter.Emit(usable, resolution));
    }

    private static void EmitValidators(SourceProductionContext output, EquatableArray<TypeModel> types, ImmutableArray<ValidatorModel> validators, Resolution resolution)
    {
        var resolved = validators.Select(resolution.Apply).ToList();
        Report(output, resolved.SelectMany(static validator => validator.Diagnostics));
        Add(output, "Validators", ValidatorEmitter.Emit([.. types], [.. resolved.Where(static validator => validator.TypeKey.Length > 0)], resolution));
    }

    private static string Included(EquatableArray<NamedText> classes)
    {
        var writer = CodeWriter.File();
        writer.Line("namespace Rondo.Api.Generated;");
        writer.Open("internal static class IncludedClasses");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Open("internal static void Initialize()");
        foreach (var group in classes.GroupBy(static each => each.Name).OrderBy(static group => group.Key, StringComparer.Ordinal))
            writer.Line($"global::Rondo.Api.Runtime.Included.Add(typeof({group.Key}), static routes => {{ {string.Join(" ", group.Select(static each => $"{each.Text}.Map(routes);"))} }});");
        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    private static void Report(SourceProductionContext output, IEnumerable<DiagnosticModel> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            output.ReportDiagnostic(diagnostic.ToDiagnostic());
    }

    private static bool HasErrors(EquatableArray<DiagnosticModel> diagnostics) => diagnostics.Any(static diagnostic => Diagnostics.ById[diagnostic.Id].DefaultSeverity == DiagnosticSeverity.Error);

    private static void Add(SourceProductionContext output, string name, string text) => output.AddSource($"Rondo.{name}.g.cs", SourceText.From(text, Encoding.UTF8));
}
