using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rondo.Api;
using Rondo.Data;
using Rondo.Jobs.Pages;

namespace Rondo.Jobs;

/// <summary>Adds jobs to an app.</summary>
public static class JobBuilderExtensions
{
    /// <summary>Adds jobs, which are stored in the app's database: call <c>AddDatabase</c> too.</summary>
    /// <param name="builder">The app's builder.</param>
    /// <param name="options">Options; default: as documented.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static RondoAppBuilder AddJobs(this RondoAppBuilder builder, JobsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        options ??= new JobsOptions();
        options.Validate();
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Add(JobsJson.Default));
        builder.Services.AddSingleton(services => new JobQueue(
            services.GetRequiredService<Database>(),
            options,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Rondo.Jobs")));
        return builder;
    }
}
