using Microsoft.Extensions.Configuration;
using Rondo.Api;

namespace Rondo.Web.Tests.Settings;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-settings-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_is_not_given_keeps_its_default()
    {
        var settings = Load(new() { ["APP_DATABASE_URL"] = "postgres://db/app" });
        Assert.Equal("db:8000", settings.Summary);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Timeout);
        Assert.Equal("localhost", settings.Smtp.Host);
        Assert.Null(settings.Workers);
        Assert.Null(settings.Proxy);
        Assert.Empty(settings.Hosts);
    }

    [Fact]
    public void Each_source_overrides_the_one_before()
    {
        Write("appsettings.json", """{ "databaseUrl": "http://json/", "port": 1, "smtp": { "host": "json", "port": 1, "user": "json", "password": "json" } } // and a comment""");
        Write("appsettings.Staging.json", """{ "Port": 2, "Smtp": { "Host": "staging", "Port": 2, "User": "staging" } }""");
        Write(".env", "APP_PORT=3\nAPP_SMTP__PORT=3\nAPP_SMTP__HOST=env-file\nOTHER=x");
        var settings = Load(new() { ["APP_PORT"] = "4", ["APP_SMTP__PORT"] = "4", ["PORT"] = "99", ["DOTNET_ENVIRONMENT"] = "Staging" }, "--port", "5");
        Assert.Equal("http://json/", settings.DatabaseUrl.ToString());
        Assert.Equal(5, settings.Port);
        Assert.Equal(new SmtpSettings { Host = "env-file", Port = 4, User = "staging", Password = "json" }, settings.Smtp);
    }

    [Fact]
    public void Every_type_is_read()
    {
        var settings = Load(
            new()
            {
                ["APP_DATABASE_URL"] = "postgres://db/app",
                ["APP_LEVEL"] = "warning",
                ["APP_WORKERS"] = "3",
                ["APP_TIMEOUT"] = "1.5m",
                ["APP_DEBUG"] = "on",
                ["APP_LIMITS__FREE"] = "1",
                ["APP_LIMITS__PAID"] = "2",
                ["APP_PEERS__0__NAME"] = "a",
                ["APP_PEERS__1__NAME"] = "b",
                ["APP_PEERS__1__WEIGHT"] = "7",
                ["APP_PROXY__ADDRESS"] = "http://proxy/",
            },
            "--hosts=a, b ,c");
        Assert.Equal(LogLevel.Warning, settings.Level);
        Assert.Equal(3, settings.Workers);
        Assert.Equal(TimeSpan.FromSeconds(90), settings.Timeout);
        Assert.True(settings.Debug);
        Assert.Equal(["a", "b", "c"], settings.Hosts);
        Assert.Equal(2, settings.Limits["paid"]);
        Assert.Equal([new Peer("a"), new Peer("b", 7)], settings.Peers);
        Assert.Equal("proxy", settings.Proxy!.Address.Host);
    }

    [Theory]
    [InlineData("""["a","b,c"]""", "a|b,c")]
    [InlineData("a", "a")]
    [InlineData("", "")]
    [InlineData("[]", "")]
    [InlineData(" a , b,", "a|b")]
    public void Lists_are_comma_separated_or_json(string text, string items) =>
        Assert.Equal(items, string.Join('|', Load(new() { ["APP_DATABASE_URL"] = "postgres://db", ["APP_HOSTS"] = text }).Hosts));

    [Fact]
    public void A_list_of_a_later_source_replaces_the_whole_list()
    {
        Write("appsettings.json", """{ "DatabaseUrl": "http://x/", "Hosts": ["a", "b", "c"] }""");
        Assert.Equal(["a", "b", "c"], Load([]).Hosts);
        Assert.Equal(["z"], Load(new() { ["APP_HOSTS__0"] = "z" }).Hosts);
        Assert.Equal(["y"], Load(new() { ["APP_HOSTS"] = "y" }).Hosts);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5s", 5000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("00:00:07", 7000)]
    public void Durations_have_units(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Load(new() { ["APP_DATABASE_URL"] = "postgres://db", ["APP_TIMEOUT"] = text }).Timeout);

    [Fact]
    public void One_report_says_everything_that_is_wrong()
    {
        Write("appsettings.json", """{ "Level": "Loud", "Limits": { "free": "many" } }""");
        Write(".env", "# comment\nAPP_TIMEOUT=5\nAPP_DATABSE_URL=postgres://db\nAPP_API_KEY=short\nAPP_COLOUR=red\nnonsense");
        var failed = Assert.Throws<SettingsException>(() => Load(new() { ["APP_PORT"] = "99999", ["APP_WORKERS"] = "two", ["APP_SMTP__USER"] = "ann", ["APP_PROXY__ADDRESS"] = "/proxy" }, "--debgu", "--urls", "http://x", "--unrelated"));
        Assert.Equal(
            """
            AppSettings cannot be used, 12 things are wrong:
              .env line 6: has no '='. Write NAME=value, or begin the line with # to make it a comment.
              DatabaseUrl: is required and was not given. Set the environment variable APP_DATABASE_URL (.env will do), pass --database-url, or write "DatabaseUrl" to appsettings.json.
              Port: '99999' (environment variable APP_PORT) must be at least 1 and at most 65535. Correct it.
              Timeout: '5' (.env line 2) is a number without a unit: write 500ms, 5s, 2m, 1h, 1d or 00:00:05. Correct it.
              Level: 'Loud' (appsettings.json) is not one of trace, debug, information, warning, error, critical, none. Correct it there, or override it with APP_LEVEL.
              Workers: 'two' (environment variable APP_WORKERS) is not an integer from -2147483648 to 2147483647. Correct it.
              ApiKey: '***' (.env line 4) must have 8 to 100 characters. Correct it.
              Limits:free: 'many' (appsettings.json) is not an integer from -2147483648 to 2147483647. Correct it there, or override it with APP_LIMITS__FREE.
              Proxy:Address: '/proxy' (environment variable APP_PROXY__ADDRESS) is no absolute address such as https://example.org/. Correct it.
              APP_DATABSE_URL: (.env line 3) is no setting. Did you mean APP_DATABASE_URL?
              APP_COLOUR: (.env line 5) is no setting. Remove it, or correct its name.
              --debgu: is no setting. Did you mean --debug?
            """.ReplaceLineEndings("\n"),
            failed.Message);
    }

    [Fact]
    public void A_section_validates_itself()
    {
        var failed = Assert.Throws<SettingsException>(() => Load(new() { ["APP_DATABASE_URL"] = "postgres://db", ["APP_SMTP__USER"] = "ann" }));
        Assert.Equal("AppSettings cannot be used, 1 thing is wrong:\n  Smtp:Password: is missing where there is a user. Correct the settings that it names.", failed.Message);
    }

    [Fact]
    public void Passwords_in_addresses_are_not_shown()
    {
        var failed = Assert.Throws<SettingsException>(() => Load(new() { ["APP_DATABASE_URL"] = "post gres://ann:hidden@db" }));
        Assert.Equal("post gres://ann:***@db", failed.Errors.Single().Value);
    }

    [Fact]
    public void No_report_shows_a_secret()
    {
        Write(".env", "DB_PASSWORD=hunter2\nAPI_KEY=hunter2\nAPIKEY2=hunter2\nMIIEhunter2/x==\nQUOTED_PASSWORD=\"a\"hunter2");
        var environment = new Dictionary<string, string>
        {
            ["ADMIN_PWD"] = "hunter2",
            ["ACCESS_TOKEN"] = "hunter2",
            ["MARKED"] = "hunter2",
            ["CONNECTION"] = "Server=db;Password=hunter2",
            ["ADDRESS"] = "https://hunter2@host",
            ["HEADER"] = "Bearer hunter2",
            ["LIMITS__API_TOKEN"] = "hunter2",
            ["CODES"] = "hunter2",
        };
        var failed = Assert.Throws<SettingsException>(() => SettingsLoader.Load<SecretSettings>([], new SettingsSources { Directory = _directory, Environment = environment }));
        Assert.DoesNotContain("hunter2", failed.Message);
        foreach (var name in (string[])["DBPassword", "APIKey", "ApiKey2", "Admin_Pwd", "AccessToken", "Marked", "Connection", "Address", "Header", "Limits:apitoken", "Codes"])
            Assert.Contains(failed.Errors, error => string.Equals(error.Key, name, StringComparison.OrdinalIgnoreCase) && error.Value is not null);
    }

    [Fact]
    public void A_broken_file_is_named_with_the_place()
    {
        Write("appsettings.json", "{\n  \"Port\": 1\n  \"Debug\": true }");
        var failed = Assert.Throws<SettingsException>(() => Load(new() { ["APP_DATABASE_URL"] = "postgres://db" }));
        Assert.StartsWith("appsettings.json: line 3, column ", failed.Errors.Single().ToString());
    }

    [Fact]
    public void Positional_records_are_read()
    {
        var sources = new SettingsSources { Directory = _directory, Environment = new Dictionary<string, string> { ["NAME"] = "n", ["COUNT"] = "2", ["DAY"] = "sunday" } };
        Assert.Equal(new Positional("n", 2, 0.5, DayOfWeek.Sunday), SettingsLoader.Load<Positional>(sources: sources));
        var failed = Assert.Throws<SettingsException>(() => SettingsLoader.Load<Positional>(["--count", "10"], new SettingsSources { Directory = _directory, Environment = new Dictionary<string, string>() }));
        Assert.Equal(["Name", "Count"], failed.Errors.Select(error => error.Key));
    }

    [Fact]
    public void A_configuration_is_a_source_too()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DatabaseUrl"] = "http://x/", ["Hosts:0"] = "a", ["Smtp:Port"] = "x" }).Build();
        var failed = Assert.Throws<SettingsException>(() => SettingsLoader.Load<AppSettings>(configuration));
        Assert.Equal("Smtp:Port: 'x' (configuration key Smtp:Port) is not an integer from 0 to 65535. Correct it.", failed.Errors.Single().ToString());
    }

    [Fact]
    public void A_class_without_the_attribute_is_refused()
    {
        var failed = Assert.Throws<InvalidOperationException>(() => SettingsLoader.Load<NotMarked>([]));
        Assert.Equal("NotMarked cannot be loaded as settings: put [Settings] on it, and reference Rondo.Api's generator in its project.", failed.Message);
    }

    private AppSettings Load(Dictionary<string, string> environment, params string[] args) =>
        SettingsLoader.Load<AppSettings>(args, new SettingsSources { Directory = _directory, Environment = environment });

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_directory, file), text);
}
