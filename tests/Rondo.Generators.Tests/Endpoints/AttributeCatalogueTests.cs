using System.Reflection;
using Microsoft.AspNetCore.Builder;

namespace Rondo.Generators.Tests.Endpoints;

/// <summary>Every attribute of ASP.NET that a class or method may have: it is metadata of the endpoints, or an error of the compiler. None is dropped.</summary>
public class AttributeCatalogueTests
{
    private const AttributeTargets Handlers = AttributeTargets.Class | AttributeTargets.Method;

    // What routing, middleware and the docs read; the tests of Rondo.Web.Tests/Security/AttributeTests prove the effects.
    private static readonly string[] s_honoured =
    [
        "Antiforgery.RequireAntiforgeryToken", "Authorization.AllowAnonymous", "Authorization.Authorize(\"p\", Roles = \"r\")", "Cors.DisableCors", "Cors.EnableCors(\"p\")",
        "Http.Timeouts.DisableRequestTimeout", "Http.Timeouts.RequestTimeout(5)", "Http.AllowCookieRedirect", "Http.DisableHttpMetrics", "Http.EndpointDescription(\"d\")",
        "Http.EndpointSummary(\"s\")", "Http.Tags(\"t\", \"u\")", "HttpLogging.HttpLogging(Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All)",
        "OutputCaching.OutputCache(Duration = 5)", "RateLimiting.DisableRateLimiting", "RateLimiting.EnableRateLimiting(\"p\")", "Routing.EndpointGroupName(\"g\")", "Routing.EndpointName(\"n\")",
        "Routing.ExcludeFromDescription", "Routing.Host(\"h\")",
        // MVC's names for what routing and middleware read as well.
        "Mvc.ApiController", "Mvc.Consumes(\"a/b\")", "Mvc.DisableRequestSizeLimit", "Mvc.RequestFormLimits(ValueCountLimit = 3)", "Mvc.RequestSizeLimit(5)", "Mvc.SkipStatusCodePages",
        "Mvc.ProducesResponseType(404)", "Mvc.ProducesResponseType<int>(200)",
    ];

    private static readonly string[] s_refused =
    [
        "Mvc.AcceptVerbs(\"GET\")", "Mvc.ActionName(\"n\")", "Mvc.ApiConventionMethod(typeof(int), \"m\")", "Mvc.ApiConventionType(typeof(int))", "Mvc.ApiExplorer.ApiConventionNameMatch(default)",
        "Mvc.ApiExplorerSettings(IgnoreApi = true)", "Mvc.Area(\"a\")", "Mvc.Bind", "Mvc.BindProperties", "Mvc.Controller", "Mvc.FormatFilter", "Mvc.HttpDelete", "Mvc.HttpGet", "Mvc.HttpHead",
        "Mvc.HttpOptions", "Mvc.HttpPatch", "Mvc.HttpPost", "Mvc.HttpPut", "Mvc.Infrastructure.DefaultStatusCode(1)", "Mvc.MiddlewareFilter(typeof(int))", "Mvc.MiddlewareFilter<int>",
        "Mvc.ModelBinder", "Mvc.ModelBinder<Microsoft.AspNetCore.Mvc.ModelBinding.IModelBinder>", "Mvc.ModelBinding.BindNever", "Mvc.ModelBinding.BindRequired",
        "Mvc.ModelBinding.BindingBehavior(default)", "Mvc.ModelBinding.Validation.ValidateNever", "Mvc.ModelMetadataType(typeof(int))", "Mvc.ModelMetadataType<int>", "Mvc.NonAction", "Mvc.NonController",
        "Mvc.NonViewComponent", "Mvc.Produces(\"a/b\")", "Mvc.Produces<int>", "Mvc.ProducesDefaultResponseType", "Mvc.ProducesErrorResponseType(typeof(int))", "Mvc.RequireHttps", "Mvc.ResponseCache",
        "Mvc.Route(\"r\")", "Mvc.ServiceFilter(typeof(int))", "Mvc.ServiceFilter<Microsoft.AspNetCore.Mvc.Filters.IFilterMetadata>", "Mvc.TypeFilter(typeof(int))",
        "Mvc.TypeFilter<Microsoft.AspNetCore.Mvc.Filters.IFilterMetadata>", "Mvc.HiddenInput", "Mvc.RazorPages.Infrastructure.PageModel", "Mvc.RazorPages.NonHandler",
        "Mvc.AutoValidateAntiforgeryToken", "Mvc.IgnoreAntiforgeryToken", "Mvc.ValidateAntiForgeryToken", "Mvc.ViewComponent", "Mvc.ViewFeatures.SaveTempData",
    ];

    // About components, hubs, services and logging; no endpoint ever read them.
    private static readonly string[] s_foreign =
    [
        "Microsoft.AspNetCore.Components.", "Microsoft.AspNetCore.Razor.", "Microsoft.AspNetCore.SignalR.", "Microsoft.Extensions.", "Microsoft.JSInterop.",
    ];

    public static TheoryData<string> Honoured => [.. s_honoured];

    public static TheoryData<string> Refused => [.. s_refused];

    [Fact]
    public void Every_attribute_of_the_shared_framework_is_honoured_or_refused()
    {
        var folder = Path.GetDirectoryName(typeof(WebApplication).Assembly.Location)!;
        var found = Directory.GetFiles(folder, "Microsoft.*.dll").SelectMany(static file => Assembly.LoadFrom(file).GetExportedTypes())
            .Where(static type => type.IsAssignableTo(typeof(Attribute)) && !type.IsAbstract && (type.GetCustomAttribute<AttributeUsageAttribute>()?.ValidOn ?? Handlers) is var targets && (targets & Handlers) != 0)
            .Select(static type => type.FullName!)
            .Where(static name => !s_foreign.Any(name.StartsWith));
        Assert.Equal(found.Order(StringComparer.Ordinal).Distinct(), s_honoured.Concat(s_refused).Select(FullName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Honoured))]
    public void Those_that_endpoints_honour_are_their_metadata_from_class_base_method_and_lambda(string attribute)
    {
        var sample = Sample.Run(Program(attribute));
        Assert.Empty(Sample.Show(sample.Reported, sample.Input));
        var expected = $"new global::{FullName(attribute).Split('`')[0]}";
        foreach (var handler in Places(attribute))
            Assert.True(sample.Sources.Single(source => source.HintName.Contains(handler, StringComparison.Ordinal)).SourceText.ToString().Contains(expected, StringComparison.Ordinal), $"{attribute} of {handler}");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Those_of_controllers_alone_are_an_error_at_class_base_method_and_lambda(string attribute)
    {
        var sample = Sample.Run(Program(attribute));
        Assert.All(sample.Reported, static each => Assert.Equal("RONDO0017", each.Id));
        var messages = sample.Reported.Select(static each => each.GetMessage()).ToList();
        Assert.All(messages, message => Assert.Contains("has no effect: only MVC's controllers heed it: ", message, StringComparison.Ordinal));
        foreach (var handler in Places(attribute))
        {
            var name = handler switch { "OnClass" => " of InClass ", "OnBase" => " of InBase ", "OnMethod" => " of InMethod ", _ => " of the lambda " };
            Assert.True(messages.Exists(message => message.Contains(name, StringComparison.Ordinal)), $"{attribute} of {handler}");
        }
    }

    private static IEnumerable<string> Places(string attribute)
    {
        var usage = Find(attribute).GetCustomAttribute<AttributeUsageAttribute>();
        if ((usage?.ValidOn ?? Handlers).HasFlag(AttributeTargets.Class))
        {
            yield return "OnClass";
            if (usage?.Inherited != false)
                yield return "OnBase";
        }

        if ((usage?.ValidOn ?? Handlers).HasFlag(AttributeTargets.Method))
        {
            yield return "OnMethod";
            yield return "Program_";
        }
    }

    private static string Program(string attribute)
    {
        var places = Places(attribute).ToList();
        string On(string place) => places.Contains(place) ? $"[Microsoft.AspNetCore.{attribute}] " : "";
        return $$"""
            #pragma warning disable
            var app = RondoApp.Create(args);
            app.Get("/lambda", {{On("Program_")}}() => 1);
            {{On("OnClass")}}public class OnClass { [Get("/class")] public static int InClass() => 1; }
            {{On("OnBase")}}public class Base { }
            public class OnBase : Base { [Get("/base")] public static int InBase() => 1; }
            public class OnMethod { [Get("/method")] {{On("OnMethod")}}public static int InMethod() => 1; }
            """;
    }

    private static Type Find(string attribute) => Directory.GetFiles(Path.GetDirectoryName(typeof(WebApplication).Assembly.Location)!, "Microsoft.AspNetCore.*.dll")
        .Select(file => Assembly.LoadFrom(file).GetType(FullName(attribute))).First(static type => type is not null)!;

    private static string FullName(string attribute)
    {
        var name = attribute.Split('(')[0];
        return name.Contains('<', StringComparison.Ordinal) ? $"Microsoft.AspNetCore.{name.Split('<')[0]}Attribute`1" : $"Microsoft.AspNetCore.{name}Attribute";
    }
}
