using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Jobs;

/// <summary>Writes the state of a job as a word, unless the app's JSON options say otherwise.</summary>
internal sealed class JobStateConverter() : JsonStringEnumConverter<JobState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
