using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Rondo.Api;
using Rondo.Api.Starting;

namespace Rondo.Web.Tests.Settings;

/// <summary>Files of settings that are none, or cannot be read.</summary>
public sealed class SettingsFileTests : IDisposable
{
    private static readonly Dictionary<string, string> s_environment = new() { ["APP_DATABASE_URL"] = "postgres://db" };

    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-settings-").FullName;

    private readonly List<Socket> _sockets = [];

    public void Dispose()
    {
        _sockets.ForEach(static socket => socket.Dispose());
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("pipe", "is not a regular file. Write the settings into a file: a pipe has them once, and each settings class reads the file.")]
    [InlineData("directory", "is a directory. Put the settings into a file of this name, or remove the directory.")]
    [InlineData("bytes", "has bytes that are not UTF-8. Save it in UTF-8.")]
    [InlineData("socket", "cannot be read: *. Make it readable, or remove it.")]
    [InlineData("secret", "cannot be read: permission denied. Let the app's user read it, or remove it.")]
    public void A_file_that_cannot_be_read_is_one_sentence(string kind, string problem)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        Assert.SkipWhen(kind == "secret" && Environment.IsPrivilegedProcess, "Root reads every file.");
        foreach (var name in (string[])[".env", "appsettings.json"])
        {
            Make(Path.Combine(_directory, name), kind);
            var failed = Assert.Throws<SettingsException>(Load);
            var told = Assert.Single(failed.Errors).ToString();
            Assert.StartsWith($"{name}: {problem.Split('*')[0]}", told, StringComparison.Ordinal);
            Assert.EndsWith(problem.Split('*')[^1], told, StringComparison.Ordinal);
            Assert.Equal($"The app cannot start. AppSettings cannot be used, 1 thing is wrong: {told}", StartError.Describe(failed, new ConfigurationManager()));
            Assert.Throws<SettingsException>(Load); // a second class finds the same
            if (kind == "directory")
                Directory.Delete(Path.Combine(_directory, name));
            else
                File.Delete(Path.Combine(_directory, name));
        }
    }

    [Fact]
    public void An_empty_file_and_one_in_UTF_16_are_read()
    {
        var path = Path.Combine(_directory, ".env");
        File.WriteAllText(path, "");
        Assert.Equal(8000, Load().Port);
        File.WriteAllText(path, "APP_PORT=1 # ü", Encoding.Unicode);
        Assert.Equal(1, Load().Port);
        File.WriteAllText(path, "APP_PORT=2 # ü", Encoding.UTF8);
        Assert.Equal(2, Load().Port);
    }

    private AppSettings Load() => SettingsLoader.Load<AppSettings>([], new SettingsSources { Directory = _directory, Environment = s_environment });

    private void Make(string path, string kind)
    {
        switch (kind)
        {
            case "pipe":
                using (var process = Process.Start("mkfifo", [path]))
                    process.WaitForExit();
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "socket":
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(path));
                _sockets.Add(socket);
                break;
            case "bytes":
                File.WriteAllBytes(path, [.. "A="u8, 0xFF]);
                break;
            default:
                File.WriteAllText(path, "{}");
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(path, UnixFileMode.None);
                break;
        }
    }
}
