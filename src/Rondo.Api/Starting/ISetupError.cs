namespace Rondo.Api.Starting;

/// <summary>An error of the app's setup, whose message tells the app's author what to correct.</summary>
internal interface ISetupError;
