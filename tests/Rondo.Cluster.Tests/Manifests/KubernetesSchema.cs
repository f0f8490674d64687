using System.Text.RegularExpressions;

namespace Rondo.Cluster.Tests.Manifests;

/// <summary>
/// The fields of Kubernetes' types that the manifests use, with the form of their values: apps/v1 Deployment, v1 Service and policy/v1
/// PodDisruptionBudget. A field that is not here is a mistake, or is to be added after a look into the reference of the API.
/// </summary>
internal static class KubernetesSchema
{
    private const string Name = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"; // RFC 1123
    private const string PortName = "^(?=.{1,15}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$"; // IANA service name
    private const string Port = "^([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-5][0-9]{3})$";
    private const string Count = "^[1-9][0-9]*$";
    private const string Number = "^(0|[1-9][0-9]*)$";
    private const string Bool = "^(true|false)$";
    private const string Text = "^.+$";
    private const string Cpu = "^[0-9]+m?$";
    private const string Memory = "^[0-9]+(Ki|Mi|Gi)$";
    private const string PathText = "^/";

    private static readonly Dictionary<string, string> s_pod = Fields(
        ("terminationGracePeriodSeconds", Number), ("automountServiceAccountToken", Bool), ("securityContext.runAsNonRoot", Bool),
        ("securityContext.runAsUser", Number), ("securityContext.seccompProfile.type", "^(RuntimeDefault|Unconfined|Localhost)$"),
        ("topologySpreadConstraints[].maxSkew", Count), ("topologySpreadConstraints[].topologyKey", Text),
        ("topologySpreadConstraints[].whenUnsatisfiable", "^(DoNotSchedule|ScheduleAnyway)$"),
        ("topologySpreadConstraints[].labelSelector.matchLabels.app", Name), ("volumes[].name", Name), ("volumes[].emptyDir", "^{}$"),
        ("containers[].name", Name), ("containers[].image", "^[a-z0-9./-]+:[A-Za-z0-9._-]+$"), ("containers[].args[]", Text),
        ("containers[].env[].name", "^[A-Z_]+$"), ("containers[].env[].valueFrom.secretKeyRef.name", Name),
        ("containers[].env[].valueFrom.secretKeyRef.key", "^[-._a-zA-Z0-9]+$"), ("containers[].ports[].name", PortName),
        ("containers[].ports[].containerPort", Port), ("containers[].resources.requests.cpu", Cpu),
        ("containers[].resources.requests.memory", Memory), ("containers[].resources.limits.memory", Memory),
        ("containers[].securityContext.allowPrivilegeEscalation", Bool), ("containers[].securityContext.readOnlyRootFilesystem", Bool),
        ("containers[].securityContext.capabilities.drop[]", "^[A-Z_]+$"), ("containers[].volumeMounts[].name", Name),
        ("containers[].volumeMounts[].mountPath", PathText));

    private static readonly Dictionary<string, string> s_probe = Fields(
        ("httpGet.path", PathText), ("httpGet.port", PortName), ("periodSeconds", Count), ("timeoutSeconds", Count),
        ("failureThreshold", Count));

    private static readonly Dictionary<string, Dictionary<string, string>> s_kinds = new()
    {
        ["Deployment"] = Fields(
            [
                ("apiVersion", "^apps/v1$"), ("spec.replicas", Number), ("spec.strategy.type", "^(RollingUpdate|Recreate)$"),
                ("spec.strategy.rollingUpdate.maxSurge", Number), ("spec.strategy.rollingUpdate.maxUnavailable", Number),
                ("spec.selector.matchLabels.app", Name), ("spec.template.metadata.labels.app", Name),
                .. s_pod.Select(static each => ($"spec.template.spec.{each.Key}", each.Value)),
                .. from probe in new[] { "startupProbe", "readinessProbe", "livenessProbe" }
                   from field in s_probe
                   select ($"spec.template.spec.containers[].{probe}.{field.Key}", field.Value),
            ]),
        ["Service"] = Fields(
            ("apiVersion", "^v1$"), ("spec.selector.app", Name), ("spec.ports[].name", PortName), ("spec.ports[].port", Port),
            ("spec.ports[].targetPort", PortName)),
        ["PodDisruptionBudget"] = Fields(
            ("apiVersion", "^policy/v1$"), ("spec.minAvailable", Number), ("spec.selector.matchLabels.app", Name)),
    };

    private static readonly Dictionary<string, string> s_all =
        Fields(("kind", Text), ("metadata.name", Name), ("metadata.labels.app", Name));

    /// <summary>Returns what is wrong with a manifest: unknown fields, and values of another form.</summary>
    internal static IEnumerable<string> Check(Manifest manifest)
    {
        var fields = s_kinds[manifest.Kind];
        foreach (var (path, value) in manifest.Leaves)
        {
            if (!fields.TryGetValue(path, out var form) && !s_all.TryGetValue(path, out form))
                yield return $"{manifest.Kind} has no field {path}";
            else if (!Regex.IsMatch(value, form))
                yield return $"{manifest.Kind}: {path} is \"{value}\"";
        }
    }

    private static Dictionary<string, string> Fields(params (string Path, string Form)[] fields) =>
        fields.ToDictionary(static field => field.Path, static field => field.Form);
}
