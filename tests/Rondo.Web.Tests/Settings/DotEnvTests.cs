using Rondo.Api.Settings;

namespace Rondo.Web.Tests.Settings;

public class DotEnvTests
{
    [Theory]
    [InlineData("A=1", "1:A=1")]
    [InlineData("A = 1 ", "1:A=1")]
    [InlineData("export A=1", "1:A=1")]
    [InlineData("A=", "1:A=")]
    [InlineData("# A=1", "")]
    [InlineData("A=1 # one", "1:A=1")]
    [InlineData("A=1#one", "1:A=1#one")]
    [InlineData("A=# one", "1:A=")]
    [InlineData("A=b=c", "1:A=b=c")]
    [InlineData("A='x # y' # z", "1:A=x # y")]
    [InlineData("A='x\\n$Y'", "1:A=x\\n$Y")]
    [InlineData("A=\"x\\ty\\\"\\$z\\\\\\q\"", "1:A=x\ty\"$z\\\\q")]
    [InlineData("A=${B}", "1:A=${B}")]
    [InlineData("A=\"one\ntwo\"\nB=3", "1:A=one\ntwo|3:B=3")]
    [InlineData("A='one\r\ntwo'\r\nB=3\r\n", "1:A=one\ntwo|3:B=3")]
    [InlineData("\uFEFFA=1", "1:A=1")]
    [InlineData("\n\nA=1\nA=2", "3:A=1|4:A=2")]
    [InlineData("A", "1! has no '='")]
    [InlineData("1A=2", "1! has '1A' where a name belongs")]
    [InlineData("A B=2", "1! has 'A B' where a name belongs")]
    [InlineData("A=\"x\nB=1", "1! begins a value with \" that is never closed")]
    [InlineData("A='x' y\nB=1", "1! goes on with 'y' after its closing quote|2:B=1")]
    public void Lines(string text, string expected)
    {
        var seen = new List<string>();
        DotEnv.Parse(text, (line, name, value) => seen.Add($"{line}:{name}={value}"), (line, problem, _) => seen.Add($"{line}! {problem}"));
        Assert.Equal(expected, string.Join('|', seen));
    }

    [Theory]
    [InlineData("DatabaseUrl", "APP_DATABASE_URL", "--database-url")]
    [InlineData("Smtp:Host", "APP_SMTP__HOST", "--smtp:host")]
    [InlineData("HTTPPort", "APP_HTTP_PORT", "--http-port")]
    [InlineData("Port2", "APP_PORT2", "--port2")]
    public void Spellings(string path, string variable, string argument)
    {
        Assert.Equal(variable, SettingNames.Variable(path, "APP"));
        Assert.Equal(argument, SettingNames.Argument(path));
        Assert.Equal(SettingNames.Normalize(path), SettingNames.FromVariable(variable, "APP"));
        Assert.Equal(SettingNames.Normalize(path), SettingNames.Normalize(argument));
    }
}
