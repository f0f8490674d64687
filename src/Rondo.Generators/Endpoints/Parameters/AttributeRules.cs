using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Rules for parameters with an attribute that names the source.</summary>
internal static class AttributeRules
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    internal static ParameterModel? DependsOn(Candidate candidate) =>
        candidate.Find("Rondo.Api.DependsOnAttribute") is { } depends ? candidate.From(new DependencySource(MethodOf(depends))) : null;

    internal static ParameterModel? FromServices(Candidate candidate) => candidate.Find(Mvc + "FromServicesAttribute") is null ? null
        : candidate.Type.IsValueType ? candidate.Unsupported("a service is a class or an interface")
        : candidate.From(new ServiceSource(null));

    internal static ParameterModel? FromKeyedServices(Candidate candidate) =>
        candidate.Find("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute") is not { } keyed ? null
        : candidate.From(new ServiceSource(
            keyed.ConstructorArguments.Length > 0 ? Literals.Constant(keyed.ConstructorArguments[0]) : null));

    internal static ParameterModel? FromRoute(Candidate candidate) => candidate.Find(Mvc + "FromRouteAttribute") is { } route
        ? TextRules.Single(candidate.Named(route), TextPlace.Path) : null;

    internal static ParameterModel? FromHeader(Candidate candidate) => candidate.Find(Mvc + "FromHeaderAttribute") is { } header
        ? TextRules.Text(candidate.Named(header, Kebab(candidate.Model.Name)), TextPlace.Header) : null;

    internal static ParameterModel? FromCookie(Candidate candidate) => candidate.Find("Rondo.Api.FromCookieAttribute") is { } cookie
        ? TextRules.Single(candidate.Named(cookie), TextPlace.Cookie) : null;

    internal static ParameterModel? FromQuery(Candidate candidate) => candidate.Find(Mvc + "FromQueryAttribute") is not { } query ? null
        : candidate.IsObject ? ObjectRules.Object(candidate, TextPlace.Query)
        : TextRules.Text(candidate.Named(query), TextPlace.Query);

    internal static ParameterModel? FromForm(Candidate candidate) => candidate.Find(Mvc + "FromFormAttribute") is { } form
        ? FormRules.Form(candidate.Named(form)) : null;

    internal static ParameterModel? FromBody(Candidate candidate) => candidate.Find(Mvc + "FromBodyAttribute") is null ? null
        : JsonRules.Body(candidate);

    internal static ParameterModel? AsParameters(Candidate candidate) =>
        candidate.Find("Microsoft.AspNetCore.Http.AsParametersAttribute") is null ? null : ObjectRules.Object(candidate, null);

    private static string MethodOf(AttributeData depends) =>
        depends.ConstructorArguments is { Length: 2 } arguments
            && arguments[0].Value is ITypeSymbol type && arguments[1].Value is string name ? $"{type.Plain()}.{Symbols.Escaped(name)}" : "";

    private static string Kebab(string name) =>
        string.Concat(name.Select(static (c, i) => c == '_' ? "-" : char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c)
        : c.ToString()));
}
