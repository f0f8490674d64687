using Xunit.v3;

namespace Rondo.Testing;

/// <summary>A test case that runs on a loop.</summary>
internal interface ILoopTestCase : IXunitTestCase
{
    LoopTestPlan Plan { get; }
}
