using System.Text;

namespace Rondo.Api.Settings;

/// <summary>Reads the files of settings whole, or says why one cannot be read.</summary>
internal static class SettingsFile
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the file's text; null for a file that is missing or, with an error, unreadable.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">The name in an error.</param>
    /// <param name="errors">Takes the error.</param>
    internal static string? Read(string path, string name, List<SettingsError> errors)
    {
        try
        {
            if (Directory.Exists(path))
                return Fail("is a directory", "Put the settings into a file of this name, or remove the directory.");
            var file = new FileInfo(path);
            if (!file.Exists)
                return null;
            if (file.Length > 0)
                return ReadText(path);
            return IsRegular(path) ? ""
                : Fail("is not a regular file",
                    "Write the settings into a file: a pipe has them once, and each settings class reads the file.");
        }
        catch (DecoderFallbackException)
        {
            return Fail("has bytes that are not UTF-8", "Save it in UTF-8.");
        }
        catch (UnauthorizedAccessException)
        {
            return Fail("cannot be read: permission denied", "Let the app's user read it, or remove it.");
        }
        catch (IOException exception)
        {
            return Fail($"cannot be read: {exception.Message.TrimEnd('.')}", "Make it readable, or remove it.");
        }

        string? Fail(string problem, string remedy)
        {
            errors.Add(new SettingsError(name, null, null, problem, remedy));
            return null;
        }
    }

    private static string ReadText(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, s_strict, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// Tells an empty file from a pipe, whose length is 0 as well. To open a pipe for reading alone would wait for its writer.
    /// </summary>
    private static bool IsRegular(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return stream.CanSeek;
        }
        catch (UnauthorizedAccessException)
        {
            return true; // an empty file that may only be read
        }
    }
}
