namespace Rondo.Tests.IO.Drivers;

/// <summary>Tests that count the descriptors of the process: alone, since every other test opens some.</summary>
[CollectionDefinition(nameof(Descriptors), DisableParallelization = true)]
public class Descriptors;
