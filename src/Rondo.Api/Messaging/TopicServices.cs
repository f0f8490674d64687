using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rondo.Api.Errors;

namespace Rondo.Api.Messaging;

/// <summary>The service behind <see cref="Topics"/>.</summary>
internal static class TopicServices
{
    internal static void AddTopics(this IServiceCollection services) => services.AddSingleton(static provider => new Topics(
        provider.GetRequiredService<ErrorAnswers>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILoggerFactory>(),
        provider.GetService<ITopicBroker>()));
}
