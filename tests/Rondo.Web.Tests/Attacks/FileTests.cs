using Microsoft.Extensions.FileProviders;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Static files, by ASP.NET's middleware: what lies beside them stays there.</summary>
public sealed class FileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-files").FullName;

    public FileTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "files"));
        Directory.CreateDirectory(Path.Combine(_folder, "files-secret"));
        File.WriteAllText(Path.Combine(_folder, "files", "open.txt"), "0123456789");
        File.WriteAllText(Path.Combine(_folder, "secret.txt"), "secret");
        File.WriteAllText(Path.Combine(_folder, "files-secret", "secret.txt"), "secret");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bytes=0-0", "206 0")]
    [InlineData("bytes=-3", "206 789")]
    [InlineData("bytes=10-", "416 {\"title\":\"Range Not Satisfiable\",\"status\":416}")]
    [InlineData("bytes=5-2", "200 0123456789")]
    [InlineData("bytes=0-,0-,0-", "200 0123456789")]
    public async Task Row_36_Ranges_are_answered(string range, string answer)
    {
        await using var api = await StartAsync();
        Assert.Equal(answer, await api.GetAsync("/static/open.txt", $"Range: {range}\r\n"));
    }

    [Fact]
    public async Task Row_36_Thousands_of_ranges_are_one_file()
    {
        await using var api = await StartAsync();
        Assert.Equal("200 0123456789", await api.GetAsync("/static/open.txt", $"Range: bytes={string.Join(',', Enumerable.Repeat("0-9", 7000))}\r\n"));
        Assert.Equal("200 0123456789", await api.GetAsync("/static/open.txt", $"Range: bytes={string.Join(',', Enumerable.Range(0, 5000).Select(static i => $"{i % 9}-"))}\r\n"));
    }

    [Theory]
    [InlineData("/static/../secret.txt")]
    [InlineData("/static/../../secret.txt")]
    [InlineData("/static/%2e%2e/secret.txt")]
    [InlineData("/static/.%2e/secret.txt")]
    [InlineData("/static/..%2fsecret.txt")]
    [InlineData("/static/..%2Fsecret.txt")]
    [InlineData("/static/%2e%2e%2fsecret.txt")]
    [InlineData("/static/..%5csecret.txt")]
    [InlineData("/static/..\\secret.txt")]
    [InlineData("/static/%252e%252e/secret.txt")]
    [InlineData("/static/%252e%252e%252fsecret.txt")]
    [InlineData("/static/....//secret.txt")]
    [InlineData("/static/..;/secret.txt")]
    [InlineData("/static/./../secret.txt")]
    [InlineData("/static/x/../../secret.txt")]
    [InlineData("/static/%c0%ae%c0%ae/secret.txt")]
    [InlineData("/static/%c0%ae%c0%ae%c0%afsecret.txt")]
    [InlineData("/static/..%00/secret.txt")]
    [InlineData("/static/../files-secret/secret.txt")]
    [InlineData("/static/..%2ffiles-secret/secret.txt")]
    [InlineData("/static-secret/secret.txt")]
    [InlineData("/static%2e%2e/secret.txt")]
    [InlineData("http://a/static/../secret.txt")]
    [InlineData("http://a/static/..%2fsecret.txt")]
    public async Task Row_37_What_is_beside_the_folder_is_not_found(string target)
    {
        await using var api = await StartAsync();
        var answer = await api.GetAsync(target);
        // A NUL is malformed already.
        Assert.StartsWith(target.Contains("%00", StringComparison.Ordinal) ? "400 " : "404 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.Replace(target, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_37_What_is_in_the_folder_is()
    {
        await using var api = await StartAsync();
        Assert.Equal("200 0123456789", await api.GetAsync("/static/open.txt"));
        Assert.Equal("200 0123456789", await api.GetAsync("/static/x/../open.txt"));
        Assert.Equal("200 0123456789", await api.GetAsync("/static/%6fpen.txt"));
    }

    [Theory]
    [InlineData("/static//server/share/x")]
    [InlineData("/static/\\\\server\\share\\x")]
    [InlineData("/static/%5c%5cserver%5cshare%5cx")]
    [InlineData("/static/%2f%2fserver%2fshare%2fx")]
    [InlineData("/static//etc/passwd")]
    [InlineData("/static/%2fetc%2fpasswd")]
    [InlineData("/static///etc/passwd")]
    [InlineData("/static/C:/windows/win.ini")]
    [InlineData("/static/C:%5cwindows%5cwin.ini")]
    [InlineData("/static/%5c%5c.%5cpipe%5cx")]
    [InlineData("/static/%5c%5c%3f%5cC:%5cx")]
    [InlineData("/static/CON")]
    [InlineData("/static/open.txt::$DATA")]
    [InlineData("/static/open.txt:stream")]
    [InlineData("/static/~/open.txt")]
    public async Task Row_38_Other_machines_and_devices_are_not_found(string target)
    {
        await using var api = await StartAsync();
        Assert.StartsWith("404 ", await api.GetAsync(target), StringComparison.Ordinal);
    }

    private Task<AttackedApi> StartAsync() => AttackedApi.StartAsync(app =>
    {
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.Combine(_folder, "files")), RequestPath = "/static" });
        app.Get("/probe", () => "probe");
    });
}
