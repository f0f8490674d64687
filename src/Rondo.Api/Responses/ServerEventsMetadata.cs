using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Rondo.Api.Responses;

/// <summary>Tells the docs of a result that sends server-sent events.</summary>
/// <param name="Type">The type of the events' data.</param>
internal sealed record ServerEventsMetadata(Type Type) : IProducesResponseTypeMetadata
{
    Type? IProducesResponseTypeMetadata.Type => Type;

    public int StatusCode => StatusCodes.Status200OK;

    public IEnumerable<string> ContentTypes => [EventFormat.ContentType];
}
