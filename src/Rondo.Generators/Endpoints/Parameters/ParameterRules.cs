using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Decides about a parameter; null where the rule is about others.</summary>
internal delegate ParameterModel? ParameterRule(Candidate candidate);

/// <summary>The rules by which a parameter gets its source, in the order of precedence: the first that fits decides.</summary>
internal static class ParameterRules
{
    /// <summary>Parameters that no source has a value for.</summary>
    private static readonly ParameterRule[] s_refusals =
    [
        Refusals.Unnameable,
        Refusals.ByReference,
        Refusals.ParamsOfCollection,
        Refusals.OnTheStack,
        Refusals.Function,
        Refusals.Tuple,
    ];

    private static readonly ParameterRule[] s_sources =
    [
        // The value that a handler without a request is run for.
        JsonRules.Payload,

        // An attribute that names the source.
        AttributeRules.DependsOn,
        AttributeRules.FromServices,
        AttributeRules.FromKeyedServices,
        AttributeRules.FromRoute,
        AttributeRules.FromHeader,
        AttributeRules.FromCookie,
        AttributeRules.FromQuery,
        AttributeRules.FromForm,
        AttributeRules.FromBody,
        AttributeRules.AsParameters,

        // A type that has one source.
        ContextRules.Context,
        JsonRules.Session,
        JsonRules.RawSession,
        FormRules.Files,
        ContextRules.Upload,
        JsonRules.Lines,
        ContextRules.Body,

        // A name of the route.
        TextRules.Route,

        // A type that is read from text.
        TextRules.Query,

        // A type of the program's. A dependency that returns it goes before: all of the program has to be known for that.
        GuessRules.Contract,
        GuessRules.Service,
        GuessRules.Body,
        GuessRules.Record,
        GuessRules.AnythingElse,
    ];

    /// <summary>Reports a parameter that cannot be bound; null for all others.</summary>
    internal static ParameterModel? Refuse(Candidate candidate) => First(s_refusals, candidate);

    internal static ParameterModel Decide(Candidate candidate) => First(s_sources, candidate)!;

    private static ParameterModel? First(IEnumerable<ParameterRule> rules, Candidate candidate) =>
        rules.Select(rule => rule(candidate)).FirstOrDefault(static model => model is not null);
}
