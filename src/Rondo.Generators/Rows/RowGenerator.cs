using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Rondo.Generators.Rows;

/// <summary>Makes the code that reads rows: for each type that a call of Rondo.Data names, and for each with [Table] or [Row].</summary>
[Generator(LanguageNames.CSharp)]
internal sealed class RowGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step whose output is compared: what the tests of caching look at.</summary>
    internal const string ModelStep = "RowModel";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var called = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => RowParser.IsCandidate(node), static (syntax, cancellation) => RowParser.ParseCall(syntax, cancellation))
            .Where(static model => model is not null);
        var tables = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "System.ComponentModel.DataAnnotations.Schema.TableAttribute",
                static (node, _) => node is TypeDeclarationSyntax, RowParser.ParseType);
        var rows = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "Rondo.Data.RowAttribute", static (node, _) => node is BaseTypeDeclarationSyntax, RowParser.ParseType);
        var models = called.Collect().Combine(tables.Collect()).Combine(rows.Collect())
            .SelectMany(static (all, _) => all.Left.Left.Concat(all.Left.Right).Concat(all.Right)
                .Where(static model => model is not null).Select(static model => model!)
                // One that is wrong is reported wherever it is called.
                .GroupBy(static model => model.Problems.Count > 0 ? (object)model : model.RuntimeType)
                .Select(static same => same.OrderByDescending(static model => model.Table is not null).Aggregate(RowModel.Merge)))
            .WithTrackingName(ModelStep);
        context.RegisterSourceOutput(models, static (output, model) =>
        {
            foreach (var problem in model.Problems)
                output.ReportDiagnostic(problem.ToDiagnostic());
            if (model.Problems.Count == 0)
                output.AddSource($"{RowEmitter.FileName(model)}.Row.g.cs", RowEmitter.Emit(model));
        });
    }
}
