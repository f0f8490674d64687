namespace Rondo.Api;

/// <summary>Turns exceptions of one type into errors of the API; of an endpoint's group, or of the app.</summary>
internal sealed record ErrorHandler(Type Exception, Func<Exception, ApiError?> Handle);
