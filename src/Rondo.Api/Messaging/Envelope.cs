using System.Diagnostics;

namespace Rondo.Api.Messaging;

/// <summary>All that travels with a message between processes.</summary>
/// <param name="Topic">The name of its topic.</param>
/// <param name="Id">Its id, of a topic with a history.</param>
/// <param name="Trace">The activity that published it; default: it was not traced.</param>
internal readonly record struct Envelope(string Topic, string? Id, ActivityContext Trace);
