namespace Rondo.Tests.IO;

/// <summary>
/// Tests that start processes run alone: between fork and exec a child holds a copy of every socket of this process, so that
/// what another test has just closed is still open for a moment.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class ForkingTests
{
    internal const string Name = "forking";
}
