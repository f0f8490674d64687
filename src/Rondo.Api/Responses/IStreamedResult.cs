namespace Rondo.Api;

/// <summary>Marks a result whose items are made while they are sent.</summary>
internal interface IStreamedResult;
