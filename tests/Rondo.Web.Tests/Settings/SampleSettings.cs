using System.ComponentModel.DataAnnotations;
using Rondo.Api;

namespace Rondo.Web.Tests.Settings;

[Settings("APP")]
internal sealed record AppSettings
{
    public required Uri DatabaseUrl { get; init; }

    [Range(1, 65535)]
    public int Port { get; init; } = 8000;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public SmtpSettings Smtp { get; init; } = new();

    public LogLevel Level { get; init; } = LogLevel.Information;

    public int? Workers { get; init; }

    [StringLength(100, MinimumLength = 8)]
    public string ApiKey { get; init; } = "changeme";

    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();

    public IReadOnlyList<Peer> Peers { get; init; } = [];

    public ProxySettings? Proxy { get; init; }

    public bool Debug { get; init; }

    public string Summary => $"{DatabaseUrl.Host}:{Port}";
}

internal sealed record SmtpSettings : IValidatableObject
{
    public string Host { get; init; } = "localhost";

    public ushort Port { get; init; } = 25;

    public string? User { get; init; }

    public string? Password { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (User is not null && Password is null)
            yield return new ValidationResult("is missing where there is a user.", [nameof(Password)]);
    }
}

internal sealed record ProxySettings
{
    public required Uri Address { get; init; }
}

internal sealed record Peer(string Name, int Weight = 1);

[Settings]
internal sealed record Positional(string Name, [Range(1, 9)] int Count, double Ratio = 0.5, DayOfWeek Day = DayOfWeek.Monday, string? Note = null);

internal sealed record NotMarked(string Name);

[Settings]
internal sealed record SecretSettings
{
    [MaxLength(3)]
    public string DBPassword { get; init; } = "";

    public int APIKey { get; init; }

    [AllowedValues("x")]
    public string ApiKey2 { get; init; } = "x";

    [RegularExpression("^[0-9]+$")]
    public string Admin_Pwd { get; init; } = "0";

    public Guid AccessToken { get; init; }

    [Secret]
    public int Marked { get; init; }

    [MaxLength(3)]
    public string Connection { get; init; } = "";

    [MaxLength(3)]
    public string Address { get; init; } = "";

    [MaxLength(3)]
    public string Header { get; init; } = "";

    [Secret]
    public IReadOnlyList<int> Codes { get; init; } = [];

    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();
}
