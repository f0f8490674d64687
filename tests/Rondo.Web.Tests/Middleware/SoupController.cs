using Microsoft.AspNetCore.Mvc;

namespace Rondo.Web.Tests.Middleware;

/// <summary>A controller of ASP.NET's, beside handlers of the framework.</summary>
[ApiController]
public sealed class SoupController : ControllerBase
{
    [HttpGet("/mvc")]
    public string Get() => "soup of a controller";
}
