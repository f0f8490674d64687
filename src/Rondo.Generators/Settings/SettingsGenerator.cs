using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Rondo.Generators.Settings;

/// <summary>Makes the code that reads classes with [Settings]: parse, an equatable model, emit.</summary>
[Generator(LanguageNames.CSharp)]
internal sealed class SettingsGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step whose output is compared: what the tests of caching look at.</summary>
    internal const string ModelStep = "SettingsModel";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Rondo.Api.SettingsAttribute", static (node, _) => node is TypeDeclarationSyntax, SettingsParser.Parse)
            .WithTrackingName(ModelStep);
        context.RegisterSourceOutput(models, static (output, model) =>
        {
            if (model is null)
                return;
            foreach (var problem in model.Problems)
                output.ReportDiagnostic(problem.ToDiagnostic());
            if (model.Problems.Count == 0)
                output.AddSource($"{model.FileName}.Settings.g.cs", SettingsEmitter.Emit(model));
        });
    }
}
