using Microsoft.AspNetCore.Http;

namespace Rondo.Api.Errors;

/// <summary>Turns exceptions of one type into answers; of an endpoint's group, or of the app.</summary>
internal sealed record ErrorHandler(Type Exception, Func<Exception, HttpContext, IResult?> Handle);
