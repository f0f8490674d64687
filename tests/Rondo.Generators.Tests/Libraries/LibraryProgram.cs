using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Rondo.Generators.Tests.Libraries;

/// <summary>A program in memory with the libraries that it references: compiled with the generators, loaded, and served to a client.</summary>
internal sealed class LibraryProgram : IDisposable
{
    private readonly AssemblyLoadContext _context = new(null, isCollectible: true);
    private readonly System.Reflection.Assembly _assembly;

    private LibraryProgram(IEnumerable<Sample> libraries, Sample app)
    {
        foreach (var library in libraries)
            Load(library);
        _assembly = Load(app);
        App = app;
    }

    internal Sample App { get; }

    /// <summary>Compiles a library, which has to be free of diagnostics.</summary>
    internal static Sample Library(string name, string source, params Sample[] libraries)
    {
        var sample = Sample.Run(name, libraries.Select(static each => Reference(each)), source);
        Assert.Empty(Sample.Show(sample.Reported.Concat(sample.Compiled), sample.Output));
        return sample;
    }

    /// <summary>The reference that a build has: the library's metadata, without its code.</summary>
    internal static MetadataReference Reference(Sample library) => MetadataReference.CreateFromImage(library.Emit(asReference: true));

    /// <summary>Compiles a program without looking at its diagnostics.</summary>
    internal static Sample Compile(string source, params Sample[] libraries) => Sample.Run("App", libraries.Select(static each => Reference(each)), source);

    /// <summary>Compiles and loads a program with a method <c>Program.Map(RondoApp app)</c>.</summary>
    internal static LibraryProgram Load(string source, params Sample[] libraries)
    {
        var app = Compile(source, libraries);
        Assert.Empty(Sample.Show(app.Reported.Concat(app.Compiled), app.Output));
        return new LibraryProgram(libraries, app);
    }

    internal Task<Rondo.Testing.TestClient> StartAsync(Action<Rondo.Api.RondoApp>? adjust = null)
    {
        var app = Rondo.Api.RondoApp.Create(["--hostBuilder:reloadConfigOnChange=false"], static builder => builder.Logging.ClearProviders());
        _assembly.GetType("Program")!.GetMethod("Map")!.Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [app], null);
        adjust?.Invoke(app);
        return Rondo.Testing.TestClient.StartAsync(app, static options => options.ThrowServerErrors = false);
    }

    /// <summary>The status and the body of an answer.</summary>
    internal static async Task<string> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    /// <summary>Reads a static member.</summary>
    internal T Read<T>(string assembly, string type, string member) =>
        (T)_context.Assemblies.Single(each => each.GetName().Name == assembly).GetType(type)!.GetProperty(member)!.GetValue(null)!;

    public void Dispose() => _context.Unload();

    private System.Reflection.Assembly Load(Sample sample)
    {
        using var image = new MemoryStream(sample.Emit());
        return _context.LoadFromStream(image);
    }
}
