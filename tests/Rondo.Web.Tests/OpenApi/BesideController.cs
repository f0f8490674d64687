using Microsoft.AspNetCore.Mvc;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>A controller whose operations stand in the document beside Rondo's.</summary>
[ApiController]
[Route("/beside")]
public sealed class BesideController : ControllerBase
{
    [HttpGet("{id}")]
    public Line Get(int id, string? q) => new(id, q, null);

    [HttpPost("")]
    public ActionResult<Order> Post(Order order) => order;

    [Route("any/{id}")]
    public Line Any(int id) => new(id, null, null);

    [Route("any")]
    public Line AnyBody([FromBody] Line line) => line;
}
