using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Rules for parameters that are read from a form.</summary>
internal static class FormRules
{
    private const string Http = "Microsoft.AspNetCore.Http.";

    /// <summary>Files, and the form as a whole.</summary>
    internal static ParameterModel? Files(Candidate candidate) =>
        candidate.Type.Is(Http + "IFormFile") || candidate.Type.Is(Http + "IFormFileCollection")
        || candidate.Type.Is(Http + "IFormCollection") || candidate.Type.ElementType().Is(Http + "IFormFile")
        ? Form(candidate) : null;

    /// <summary>Whatever the type is, it comes from the form.</summary>
    internal static ParameterModel Form(Candidate candidate)
    {
        var type = candidate.Type;
        if (candidate.Request.RefusesForm)
            candidate.Context.Report(
                Diagnostics.BodyWithoutBody, candidate.Model.Location, candidate.Model.Name, candidate.Request.Name, type.Name);
        if (type.Is(Http + "IFormFile"))
            return candidate.From(new FileSource());
        if (type.Is(Http + "IFormFileCollection"))
            return candidate.From(new FilesSource()) with { Optional = true };
        if (type.Is(Http + "IFormCollection"))
            return candidate.From(new WholeFormSource()) with { Optional = true };
        if (type.ElementType().Is(Http + "IFormFile"))
            return candidate.From(new FileListSource(type is IArrayTypeSymbol)) with { Optional = true };
        return candidate.IsObject ? ObjectRules.Object(candidate, TextPlace.Form) : TextRules.Text(candidate, TextPlace.Form);
    }
}
