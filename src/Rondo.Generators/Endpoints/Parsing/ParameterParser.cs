using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Rondo.Generators.Endpoints;

/// <summary>Decides where each parameter of a handler or dependency comes from.</summary>
internal sealed class ParameterParser(string verb, IReadOnlyList<string> route, TypeWalker types, List<DiagnosticModel> diagnostics,
    DocumentationModel documentation, Compilation compilation)
{
    /// <summary>The parameter objects whose members are parsed.</summary>
    private IReadOnlyList<ITypeSymbol> _owners = [];

    private const string Mvc = "Microsoft.AspNetCore.Mvc.";

    /// <summary>The expression of the services.</summary>
    internal const string Services = "http.RequestServices";

    /// <summary>The expression of the token.</summary>
    internal const string Cancellation = "(global::Rondo.CancelScope.Current?.Token ?? http.RequestAborted)";

    /// <summary>The verb of handlers that have no request.</summary>
    internal const string Bound = "HANDLER";

    private static readonly Dictionary<string, string> s_special = new()
    {
        ["Microsoft.AspNetCore.Http.HttpContext"] = "http",
        ["Microsoft.AspNetCore.Http.HttpRequest"] = "http.Request",
        ["Microsoft.AspNetCore.Http.HttpResponse"] = "http.Response",
        ["System.Security.Claims.ClaimsPrincipal"] = "http.User",
        ["System.Threading.CancellationToken"] = Cancellation,
        ["Rondo.EventLoop"] = "global::Rondo.EventLoop.Current",
        ["System.IO.Pipelines.PipeReader"] = "http.Request.BodyReader",
        ["System.IServiceProvider"] = Services,
        ["System.Net.IPAddress"] = "http.Connection.RemoteIpAddress!",
        ["Rondo.Api.After"] = "global::Rondo.Api.After.Of(http)",
        ["Rondo.Api.LastEventId"] = "global::Rondo.Api.LastEventId.Of(http)",
    };

    private bool HasBody => verb is "POST" or "PUT" or "PATCH" or "DELETE";

    /// <param name="parameters">The parameters.</param>
    /// <param name="payload">The type of the payload, of a handler without a request.</param>
    internal EquatableArray<ParameterModel> ParseAll(IEnumerable<IParameterSymbol> parameters, ITypeSymbol? payload = null)
    {
        var input = payload is null ? null
            : parameters.FirstOrDefault(each => SymbolEqualityComparer.Default.Equals(each.Type, payload));
        var parsed = parameters.Select(parameter =>
            Parse(parameter, parameter.Name, parameter.Type, parameter.GetAttributes(), parameter.HasExplicitDefaultValue
            ? (true, parameter.ExplicitDefaultValue) : default, member: false, isPayload: ReferenceEquals(parameter, input))).ToList();
        var bodies = parsed.Where(static parameter => parameter.Origin == Origin.Body && !parameter.Inferred)
            .Concat(parsed.Where(static parameter => parameter is { Origin: Origin.Body, Inferred: true })).ToList();
        if (bodies.Count(static body => !body.Inferred) > 1)
            Report(Diagnostics.SeveralBodies, bodies[1].Location, bodies[0].Name, bodies[1].Name);
        return parsed.ToEquatable();
    }

    private ParameterModel Parse(ISymbol symbol, string name, ITypeSymbol type, IReadOnlyList<AttributeData> attributes,
        (bool Has, object? Value) @default, bool member, bool isPayload = false)
    {
        var nullable = type.IsNullable();
        var inner = type.NullableValue() ?? type;
        var model = new ParameterModel
        {
            Name = name,
            Wire = member ? Camel(name) : name,
            Type = type.Full(),
            PlainType = inner.Plain(),
            IsValueType = type.IsValueType,
            IsNullableValue = type.NullableValue() is not null,
            Optional = nullable || @default.Has,
            Default = @default.Has ? Literals.Of(@default.Value, type) : "default!",
            ShownDefault = @default is { Has: true, Value: not null } ? Literals.Of(@default.Value, type) : null,
            Description = documentation.Parameter(name) ?? (member ? Documentation.Of(symbol).Summary : null),
            Location = LocationModel.Of(symbol.Locations.FirstOrDefault()),
        };
        if (!type.IsNameable())
        {
            Report(Diagnostics.InaccessibleType, model.Location, type.ToDisplayString(), type.WhyNotNameable());
            return model with { Origin = Origin.Special, Expression = "default!" };
        }

        if (symbol is IParameterSymbol { RefKind: not RefKind.None })
            return Unsupported(model, "it is passed by reference");
        if (symbol is IParameterSymbol { IsParams: true, Type: not IArrayTypeSymbol })
            return Unsupported(
                model, "a function with params of a list has a type of its own, which generated code cannot name: leave "
                    + "params out, or take an array");
        if (inner.IsRefLikeType)
            return Unsupported(model, "it lives on the stack, and a request is awaited: take an array or a string");
        if (inner.TypeKind is TypeKind.Delegate or TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic)
            return Unsupported(model, "no request holds such a value");
        if (inner.IsTupleType)
            return Unsupported(model, "JSON has no names for a tuple's parts: take a record");
        model = model with
        {
            Checks = Checks.Of(attributes, type, name, diagnostics),
            IsSecret = attributes.AreSecret(symbol.ContainingType),
            Metadata = DocsOf(attributes)
        };

        if (isPayload)
            return Payload(model, inner);
        AttributeData? Find(string fullName) => attributes.FirstOrDefault(attribute => attribute.AttributeClass.Is(fullName));
        string Named(AttributeData attribute, string otherwise) =>
            attribute.NamedArguments.FirstOrDefault(static pair => pair.Key == "Name").Value.Value as string ?? otherwise;

        if (Find("Rondo.Api.DependsOnAttribute") is { } depends)
            return model with { Origin = Origin.Dependency, DependsOn = Depended(depends) };
        if (Find(Mvc + "FromServicesAttribute") is not null)
            return inner.IsValueType ? Unsupported(model, "a service is a class or an interface") : Service(model, null);
        if (Find("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute") is { } keyed)
            return Service(model, keyed.ConstructorArguments.Length > 0 ? Literals.Constant(keyed.ConstructorArguments[0]) : null);
        if (Find(Mvc + "FromRouteAttribute") is { } fromRoute)
            return Single(model with { Wire = Named(fromRoute, model.Wire) }, inner, Origin.Route);
        if (Find(Mvc + "FromHeaderAttribute") is { } fromHeader)
            return Input(model with { Wire = Named(fromHeader, Kebab(name)) }, inner, Origin.Header);
        if (Find("Rondo.Api.FromCookieAttribute") is { } fromCookie)
            return Single(model with { Wire = Named(fromCookie, model.Wire) }, inner, Origin.Cookie);
        if (Find(Mvc + "FromQueryAttribute") is { } fromQuery)
            return IsObject(inner) ? Object(model, inner, Origin.Query)
                : Input(model with { Wire = Named(fromQuery, model.Wire) }, inner, Origin.Query);
        if (Find(Mvc + "FromFormAttribute") is { } fromForm)
            return Form(model with { Wire = Named(fromForm, model.Wire) }, inner);
        if (Find(Mvc + "FromBodyAttribute") is not null)
            return Body(model, inner);
        if (Find("Microsoft.AspNetCore.Http.AsParametersAttribute") is not null)
            return Object(model, inner, null);

        var definition = inner.OriginalDefinition.ToDisplayString();
        if (s_special.TryGetValue(definition, out var expression))
            return model with
            {
                Origin = Origin.Special,
                Expression = expression,
                IsRaw = HasBody
                && definition == "System.IO.Pipelines.PipeReader"
            };
        if (definition == "Rondo.Api.WebSocketSession<TIn, TOut>")
        {
            var arguments = ((INamedTypeSymbol)inner).TypeArguments;
            var outgoing = JsonFit.Of(arguments[1], model.Name, model.Location, compilation, isRead: false);
            var session = Items(model, Origin.Socket, arguments[0]);
            return session with { SocketOut = arguments[1].Plain(), Unfit = session.Unfit.Concat(outgoing).ToEquatable() };
        }

        if (definition == "Rondo.Api.RawWebSocketSession")
            return model with { Origin = Origin.Socket };
        if (definition is "Microsoft.AspNetCore.Http.IFormFile" or "Microsoft.AspNetCore.Http.IFormFileCollection"
            or "Microsoft.AspNetCore.Http.IFormCollection"
            || inner.ElementType() is { } file && file.Is("Microsoft.AspNetCore.Http.IFormFile"))
            return Form(model, inner);
        if (verb is "POST" or "PUT" or "PATCH" && definition == "System.Collections.Generic.IAsyncEnumerable<T>")
        {
            var line = ((INamedTypeSymbol)inner).TypeArguments[0];
            if (line.Is("Rondo.Api.UploadPart"))
                return model with { Origin = Origin.Special, Expression = ParameterModel.Uploads, IsRaw = true };
            return Items(model, Origin.Lines, line) with { Nulls = NullMarks.Below(line) };
        }

        if (definition == "System.IO.Stream")
            return model with { Origin = Origin.Special, Expression = "http.Request.Body", IsRaw = HasBody };

        if (route.Contains(name, StringComparer.OrdinalIgnoreCase))
            return Single(model with { Wire = route.First(each => string.Equals(each, name, StringComparison.OrdinalIgnoreCase)) }, inner,
                Origin.Route);
        if (Values.Of(inner) is not null
            || (inner.ElementType() is { } item && Values.Of(item.NullableValue() ?? item) is not null
            && verb is not ("POST" or "PUT" or "PATCH")))
            return Input(model, inner, Origin.Query) with { Inferred = true };
        return Complex(model, inner);
    }

    /// <summary>A type of the program's: a dependency if one returns it, which is known later; otherwise by what it looks like.</summary>
    private ParameterModel Complex(ParameterModel model, ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Interface } && type.ElementType() is null
            || (type.IsAbstract && type.Attribute("System.Text.Json.Serialization.JsonPolymorphicAttribute") is null
            && type.Attribute("System.Text.Json.Serialization.JsonDerivedTypeAttribute") is null && type.ElementType() is null))
            return Service(model, null) with { Inferred = true };
        var hasBody = verb is "POST" or "PUT" or "PATCH";
        if (verb is "SCOPE" or Bound || LooksLikeService(type) || type.Attribute("Rondo.Api.SettingsAttribute") is not null)
            return Service(model, null) with { Inferred = true };
        if (hasBody)
            return Body(model, type) with { Inferred = true };
        return type.IsRecord && IsObject(type) ? Object(model, type, null) with { Inferred = true }
            : Service(model, null) with { Inferred = true };
    }

    /// <summary>A class that holds what it works with, rather than data: not a record, and nothing of it can be set.</summary>
    private static bool LooksLikeService(ITypeSymbol type)
    {
        if (type.IsRecord || type.IsValueType || type.ElementType() is not null || type.SpecialType != SpecialType.None
            || type is not INamedTypeSymbol named)
            return false;
        if (type.IsOfTheFramework())
            return !type.Namespace().StartsWith("System.Text.Json", StringComparison.Ordinal);
        return !named.WithBases().SelectMany(static each => each.GetMembers()).OfType<IPropertySymbol>()
            .Any(static property => property is
            {
                DeclaredAccessibility: Accessibility.Public, IsStatic: false,
                SetMethod.DeclaredAccessibility: Accessibility.Public
            })
            && !named.InstanceConstructors.Any(constructor => constructor.Parameters.Length > 0
                && constructor.Parameters.All(parameter => named.GetMembers().OfType<IPropertySymbol>().Any(property =>
                property.DeclaredAccessibility == Accessibility.Public
                    && string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase))));
    }

    private static bool IsObject(ITypeSymbol type) => type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct }
        && Values.Of(type) is null && type.ElementType() is null && !type.IsOfTheFramework();

    private static string Depended(AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 2 && attribute.ConstructorArguments[0].Value is ITypeSymbol type
            && attribute.ConstructorArguments[1].Value is string name ? $"{type.Plain()}.{Symbols.Escaped(name)}" : "";

    private static ParameterModel Service(ParameterModel model, string? key) =>
        model with { Origin = Origin.Service, Expression = key ?? "" };

    private ParameterModel Body(ParameterModel model, ITypeSymbol type)
    {
        if (verb is "GET" or "HEAD" or "OPTIONS" or "SOCKET" or "DEPENDS")
            Report(Diagnostics.BodyWithoutBody, model.Location, model.Name, verb, type.Name);
        return model with
        {
            Origin = Origin.Body,
            Wire = "",
            Shape = types.Walk(type),
            Nulls = NullMarks.Below(type),
            Unfit = JsonFit.Of(type, model.Name, model.Location, compilation, isRead: true),
        };
    }

    private ParameterModel Payload(ParameterModel model, ITypeSymbol type)
    {
        var isService = type is INamedTypeSymbol { TypeKind: TypeKind.Interface } && type.ElementType() is null;
        if (s_special.ContainsKey(type.OriginalDefinition.ToDisplayString())
            || (Values.Of(type) is null && (isService || LooksLikeService(type))))
            return Unsupported(
                model, "it would be the payload, and is no data: take the payload first, which may be a record without members");
        return Body(model, type) with { Origin = Origin.Payload };
    }

    /// <summary>Lines or messages, of which what is known is said of each.</summary>
    private ParameterModel Items(ParameterModel model, Origin origin, ITypeSymbol item) => model with
    {
        Origin = origin,
        Wire = "",
        SocketIn = item.Plain(),
        Optional = item.IsNullable(),
        IsNullableValue = item.NullableValue() is not null,
        Shape = types.Walk(item),
        Unfit = JsonFit.Of(item, model.Name, model.Location, compilation, isRead: true),
    };

    private ParameterModel Single(ParameterModel model, ITypeSymbol type, Origin origin) =>
        model with { Origin = origin, Value = Values.Of(type) ?? Unknown(type) };

    private static ValueModel Unknown(ITypeSymbol type) =>
        new(type.Plain(), "", Literals.Text("a " + Values.Words(type.Name)), Unknown: true, IsValueType: type.IsValueType);

    private ParameterModel Input(ParameterModel model, ITypeSymbol type, Origin origin)
    {
        if (Values.Of(type) is { } value)
            return model with { Origin = origin, Value = value };
        if (type.ElementType() is not { } item)
            return Single(model, type, origin);
        var kind = type switch
        {
            IArrayTypeSymbol => CollectionKind.Array,
            INamedTypeSymbol { Name: "HashSet" or "ISet" or "IReadOnlySet" } => CollectionKind.Set,
            INamedTypeSymbol { Name: "List" or "IList" or "IReadOnlyList" or "IEnumerable" or "ICollection" or "IReadOnlyCollection" } =>
                CollectionKind.List,
            INamedTypeSymbol named when named.HasCollectionExpression() => CollectionKind.Expression,
            _ => CollectionKind.None,
        };
        if (kind == CollectionKind.None)
            return Unsupported(
                model, $"no collection expression makes it: take {item.ToDisplayString()}[] or List<{item.ToDisplayString()}>");
        // Repeated zero times is a list too.
        return model with
        {
            Origin = origin,
            Collection = kind,
            ItemType = item.Plain(),
            Value = Values.Of(item.NullableValue() ?? item)
            ?? Unknown(item),
            Optional = true
        };
    }

    private ParameterModel Form(ParameterModel model, ITypeSymbol type)
    {
        if (verb is "GET" or "HEAD" or "SOCKET")
            Report(Diagnostics.BodyWithoutBody, model.Location, model.Name, verb, type.Name);
        if (type.Is("Microsoft.AspNetCore.Http.IFormFile"))
            return model with { Origin = Origin.File };
        if (type.Is("Microsoft.AspNetCore.Http.IFormFileCollection"))
            return model with { Origin = Origin.Files, Optional = true };
        if (type.Is("Microsoft.AspNetCore.Http.IFormCollection"))
            return model with { Origin = Origin.FormObject, Optional = true };
        if (type.ElementType() is { } item && item.Is("Microsoft.AspNetCore.Http.IFormFile"))
            return model with { Origin = Origin.FileList, Optional = true };
        return IsObject(type) ? Object(model, type, Origin.Form) : Input(model, type, Origin.Form);
    }

    /// <summary>A record or class whose members are parameters.</summary>
    private ParameterModel Object(ParameterModel model, ITypeSymbol type, Origin? origin)
    {
        if (type is not INamedTypeSymbol named || !IsObject(type))
            return Unsupported(model, "a parameter object is a record or class of the program's");
        if (_owners.Contains(type, SymbolEqualityComparer.Default) || type.GrowsWithoutEnd())
            return Single(model, type, origin ?? Origin.Query); // an object inside itself: only a parser could make it of a string
        var constructor = named.InstanceConstructors
            .Where(static each => each.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
                && !(each.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(each.Parameters[0].Type, each.ContainingType)))
            .OrderByDescending(static each => each.Parameters.Length)
            .FirstOrDefault();
        if (constructor is null)
            return Unsupported(model, $"{type.Name} has no accessible constructor");
        var typeDocumentation = Documentation.Of(named);
        var nested = new ParameterParser(verb, route, types, diagnostics, typeDocumentation, compilation) { _owners = [.. _owners, type] };
        var members = new List<ParameterModel>();
        foreach (var parameter in constructor.Parameters)
        {
            var property = named.WithBases().SelectMany(each => each.GetMembers(parameter.Name)).OfType<IPropertySymbol>().FirstOrDefault();
            var attributes = property is null ? parameter.GetAttributes().ToList() : TypeWalker.AttributesOf(property, named).ToList();
            members.Add(nested.Member(parameter, parameter.Name, parameter.Type, attributes, parameter.HasExplicitDefaultValue
                ? (true, parameter.ExplicitDefaultValue) : default, origin) with
            { ByConstructor = true });
        }

        foreach (var property in named.WithBases().SelectMany(static each => each.GetMembers()).OfType<IPropertySymbol>())
        {
            if (property.IsStatic || property.SetMethod is not { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
                || members.Any(member => string.Equals(member.Name, property.Name, StringComparison.OrdinalIgnoreCase)))
                continue;
            var initializer = Initializer(property);
            var made = nested.Member(property, property.Name, property.Type, TypeWalker.AttributesOf(property, named).ToList(),
                initializer.Default, origin);
            if (initializer.Computed && made.Collection == CollectionKind.None && made.Value is not null)
            {
                // Only an object that was made without it tells.
                if (constructor.Parameters.Length > 0)
                    Report(Diagnostics.UnsupportedParameter, made.Location, made.Name, made.Type.Replace("global::", ""),
                        $"its initializer is not a constant, and {type.Name} has a constructor with parameters: make it one "
                            + $"of them, or nullable");
                made = made with { Optional = true, Computed = true };
            }

            members.Add(made with { Required = property.IsRequired });
        }

        return model with
        {
            Origin = Origin.Object,
            Members = members.ToEquatable(),
            Shape = types.Walk(type),
            ChecksWhole = type.Implements("System.ComponentModel.DataAnnotations.IValidatableObject")
                || Checks.Of(named.WithBases().SelectMany(static each => each.GetAttributes()), named, named.Name, diagnostics).Count > 0,
        };
    }

    private ParameterModel Member(ISymbol symbol, string name, ITypeSymbol type, IReadOnlyList<AttributeData> attributes,
        (bool, object?) @default, Origin? origin)
    {
        if (origin is null || attributes.Any(static attribute =>
            attribute.AttributeClass?.Name.StartsWith("From", StringComparison.Ordinal) == true))
            return Parse(symbol, name, type, attributes, @default, member: true);
        // [FromForm] or [FromQuery] on the whole object: its members come from there too.
        var parsed = Parse(symbol, name, type, attributes, @default, member: true);
        return origin == Origin.Form && parsed.Origin is Origin.Query or Origin.Body or Origin.Route
            ? Form(parsed with { Wire = parsed.Wire.Length == 0 ? Camel(name) : parsed.Wire }, type.NullableValue()
            ?? type) with
            { Inferred = false } : parsed with { Inferred = false };
    }

    private static EquatableArray<string> DocsOf(IEnumerable<AttributeData> attributes) => attributes
        .Where(static attribute => attribute.AttributeClass.Is("Rondo.Api.ExampleAttribute")
            || attribute.AttributeClass.Is("Rondo.Api.DeprecatedAttribute")
            || attribute.AttributeClass.Is("System.ComponentModel.DescriptionAttribute"))
        .Select(static attribute => Literals.Attribute(attribute))
        .Where(static text => text is not null)
        .Select(static text => text!)
        .ToEquatable();

    /// <summary>
    /// A property's initializer: its value where that is a constant. Generated code sets every property, so it has to know.
    /// </summary>
    private ((bool Has, object? Value) Default, bool Computed) Initializer(IPropertySymbol property)
    {
        if (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not PropertyDeclarationSyntax syntax)
            return (default, Computed: property.DeclaringSyntaxReferences.IsEmpty && !property.IsRequired); // another assembly's
        if (!compilation.ContainsSyntaxTree(syntax.SyntaxTree))
            return (default, Computed: !property.IsRequired); // another project's
        if (syntax.Initializer is not { } initializer)
            return default;
        return compilation.GetSemanticModel(syntax.SyntaxTree).GetConstantValue(initializer.Value) is { HasValue: true, Value: var value }
            && Fits(value, property.Type)
            ? ((true, value), false)
            : (default, true);
    }

    /// <summary>Whether the literal converts by itself: a default for the docs is an object, whose type has to be right.</summary>
    private static bool Fits(object? value, ITypeSymbol type) => value is null || (type.NullableValue() ?? type) is var target
        && (target.TypeKind == TypeKind.Enum || target.SpecialType switch
        {
            SpecialType.System_Int32 => value is int,
            SpecialType.System_Int64 => value is long,
            SpecialType.System_Double => value is double,
            SpecialType.System_Decimal => value is decimal,
            SpecialType.System_String => value is string,
            SpecialType.System_Boolean => value is bool,
            SpecialType.System_Char => value is char,
            _ => false,
        });

    private ParameterModel Unsupported(ParameterModel model, string why)
    {
        Report(Diagnostics.UnsupportedParameter, model.Location, model.Name, model.Type.Replace("global::", ""), why);
        return model with { Origin = Origin.Special, Expression = "default!" };
    }

    private void Report(DiagnosticDescriptor descriptor, LocationModel? location, params string[] arguments) =>
        diagnostics.Add(DiagnosticModel.Of(descriptor, location, arguments));

    private static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => c == '_' ? "-" : char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c)
        : c.ToString()));
}
