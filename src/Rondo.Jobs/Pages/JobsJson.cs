using System.Text.Json.Serialization;

namespace Rondo.Jobs.Pages;

/// <summary>The JSON of the page, for programs without reflection.</summary>
[JsonSerializable(typeof(JobOverview))]
[JsonSerializable(typeof(JobInfo))]
internal sealed partial class JobsJson : JsonSerializerContext;
