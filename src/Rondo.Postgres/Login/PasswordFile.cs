using System.Text;

namespace Rondo.Postgres.Login;

/// <summary>The file of libpq with passwords: lines of <c>host:port:database:user:password</c>, with * for any.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-pgpass.html</remarks>
internal static class PasswordFile
{
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Returns the password of the first line that fits; null: none does, or there is no file.</summary>
    /// <exception cref="PostgresUnavailableException">Others may read the file.</exception>
    internal static string? Find(PostgresHost host, PostgresOptions options)
    {
        var file = options.PasswordFile ?? DefaultFile();
        if (!File.Exists(file))
            return null;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OfOthers) != 0)
            throw new PostgresUnavailableException($"The password file {file} can be read by other users. Run chmod 600 {file}.");
        var name = host.Name.StartsWith('/') ? "localhost" : host.Name;
        string[] wanted = [name, FormattableString.Invariant($"{host.Port}"), options.DatabaseName, options.User];
        foreach (var line in File.ReadLines(file))
        {
            var fields = Split(line);
            if (fields.Count == 5 && !line.StartsWith('#')
                && wanted.Zip(fields).All(static pair => pair.Second == "*" || pair.First == pair.Second))
                return fields[4];
        }

        return null;
    }

    private static string DefaultFile() => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", "pgpass.conf")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pgpass");

    /// <summary>A backslash makes the character behind it, a colon or a backslash, part of the field.</summary>
    private static List<string> Split(string line)
    {
        var (fields, field) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == ':' && fields.Count < 4)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i] == '\\' && i + 1 < line.Length ? line[++i] : line[i]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
