namespace Rondo.Cluster.Tests;

/// <summary>Runs a test with a cluster of its own, in a temporary folder.</summary>
internal static class Clusters
{
    internal static async Task RunAsync(Func<KitchenCluster, Task> test)
    {
        Skip();
        var folder = Directory.CreateTempSubdirectory("rondo-cluster-").FullName;
        try
        {
            await using var cluster = await KitchenCluster.StartAsync(new ClusterOptions { Folder = folder, Port = 0 });
            await test(cluster);
        }
        catch
        {
            foreach (var log in Directory.GetFiles(folder, "*.log"))
                TestContext.Current.TestOutputHelper!.WriteLine(
                    $"{Path.GetFileName(log)}:\n{string.Join('\n', (await File.ReadAllLinesAsync(log)).TakeLast(15))}");
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static void Skip()
    {
        try
        {
            Programs.Find();
        }
        catch (FileNotFoundException missing)
        {
            Assert.Skip(missing.Message);
        }
    }
}
