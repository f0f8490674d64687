using System.Globalization;
using System.Text.RegularExpressions;

namespace Rondo.Cluster.Tests.Manifests;

/// <summary>The manifests of Kubernetes and of Docker Compose.</summary>
public sealed class ManifestTests
{
    private const string Pod = "spec.template.spec";
    private const string Container = $"{Pod}.containers[]";

    private static IReadOnlyList<Manifest> Kubernetes { get; } = Manifest.Load("kitchen.yaml");

    private static Manifest Deployment => Kubernetes.Single(static each => each.Kind == "Deployment");

    private static Manifest Compose { get; } = Manifest.Load("compose.yaml").Single();

    [Fact]
    public void Each_field_is_one_of_Kubernetes_and_has_its_form()
    {
        Assert.Equal(["Deployment", "PodDisruptionBudget", "Service"], Kubernetes.Select(static each => each.Kind).Order());
        Assert.Empty(Kubernetes.SelectMany(KubernetesSchema.Check));
    }

    [Fact]
    public void Selectors_and_names_lead_somewhere()
    {
        var label = Deployment["spec.template.metadata.labels.app"];
        var selectors = Kubernetes.SelectMany(static each => each.Leaves)
            .Where(static leaf => leaf.Path.EndsWith("matchLabels.app", StringComparison.Ordinal) || leaf.Path == "spec.selector.app");
        Assert.All(selectors, leaf => Assert.Equal(label, leaf.Value));
        var ports = Deployment.All($"{Container}.ports[].name");
        var used = Kubernetes.SelectMany(static each => each.Leaves)
            .Where(static leaf => leaf.Path.EndsWith("httpGet.port", StringComparison.Ordinal) || leaf.Path == "spec.ports[].targetPort");
        Assert.All(used, leaf => Assert.Contains(leaf.Value, ports));
        Assert.Equal(Deployment.All($"{Pod}.volumes[].name").Order(), Deployment.All($"{Container}.volumeMounts[].name").Order());
    }

    [Fact]
    public void A_pod_has_the_time_to_drain_and_is_not_killed_for_it()
    {
        var arguments = Deployment.All($"{Container}.args[]");
        var delay = Option(arguments, "drain-delay");
        Assert.True(
            Number($"{Pod}.terminationGracePeriodSeconds") >= delay + 30, "The grace period is shorter than the drain delay and 30 s.");
        var notice = Number($"{Container}.readinessProbe.periodSeconds") * Number($"{Container}.readinessProbe.failureThreshold");
        Assert.True(delay > notice, $"The drain delay of {delay} s is over before readiness fails, after {notice} s.");
        Assert.Equal("/health", Deployment[$"{Container}.readinessProbe.httpGet.path"]);
        Assert.NotEqual("/health", Deployment[$"{Container}.livenessProbe.httpGet.path"]);
        Assert.Equal(0, Number("spec.strategy.rollingUpdate.maxUnavailable"));
        Assert.True(
            int.Parse(Kubernetes.Single(static each => each.Kind == "PodDisruptionBudget")["spec.minAvailable"],
                CultureInfo.InvariantCulture) < Number("spec.replicas"));
    }

    [Fact]
    public void Arguments_are_Kitchens_and_name_variables_that_are_set()
    {
        var arguments = Deployment.All($"{Container}.args[]");
        string[] command = [.. arguments.Select(static each => each
            .Replace("$(DATABASE_URL)", "postgres://user:password@host/name", StringComparison.Ordinal)
            .Replace("$(NATS_URL)", "nats://host:4222", StringComparison.Ordinal)
            .Replace("$(JOBS_TOKEN)", "secret", StringComparison.Ordinal))];
        Assert.Empty(Kitchen.KitchenCommand.Create(static _ => Task.FromResult(0)).Parse(command).Errors);
        var variables = Regex.Matches(string.Join(' ', arguments), @"\$\((\w+)\)").Select(static match => match.Groups[1].Value);
        Assert.Equal(Deployment.All($"{Container}.env[].name").Order(), variables.Order());
    }

    [Fact]
    public void Compose_sets_what_HAProxy_and_Kitchen_ask_for()
    {
        var configuration = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "haproxy.cfg"));
        var variables = Regex.Matches(configuration, @"\$\{(\w+)\}").Select(static match => match.Groups[1].Value).Distinct();
        Assert.All(variables, static variable => Assert.NotEmpty(Compose.All($"services.haproxy.environment.{variable}")));
        for (var i = 1; i <= 3; i++)
        {
            var service = $"services.kitchen-{i}";
            var arguments = Compose.All($"{service}.command[]");
            Assert.Empty(Kitchen.KitchenCommand.Create(static _ => Task.FromResult(0)).Parse([.. arguments]).Errors);
            Assert.Equal($"kitchen-{i}:8000", Compose[$"services.haproxy.environment.KITCHEN_{i}"]);
            Assert.True(
                int.Parse(Compose[$"{service}.stop_grace_period"].TrimEnd('s'), CultureInfo.InvariantCulture) >= Option(
                    arguments, "drain-delay") + 30);
        }
    }

    private static int Number(string path) => int.Parse(Deployment[path], CultureInfo.InvariantCulture);

    private static int Option(IEnumerable<string> arguments, string name) =>
        int.Parse(arguments.Single(each => each.StartsWith($"--{name}=", StringComparison.Ordinal))[(name.Length + 3)..],
            CultureInfo.InvariantCulture);
}
