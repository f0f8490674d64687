namespace Rondo.Generators.Tests.Packaging;

/// <summary>The tests that use the packages.</summary>
[CollectionDefinition(LocalFeed.Users)]
public sealed class LocalFeedCollection : ICollectionFixture<LocalFeed>;
