using System.Globalization;
using k8s.Models;

namespace InferenceOperator.LocalClusters.Nodes;

/// <summary>One node on paper.</summary>
internal sealed class FakeNode(FakeNodeGroup group, int index, string address)
{
    private volatile bool _alive = true;

    public string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"{group.Name}-{index}");

    public string Address => address;

    /// <summary>While false, nothing renews the node and nothing serves its pods.</summary>
    public bool Alive
    {
        get => _alive;
        set => _alive = value;
    }

    public V1Node Manifest() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = Name,
            Labels = new Dictionary<string, string>(group.Labels)
            {
                ["kubernetes.io/hostname"] = Name,
                ["kubernetes.io/os"] = "linux",
                ["kubernetes.io/arch"] = "amd64",
            },
        },
        Spec = new V1NodeSpec
        {
            Taints = group.Taints.Count == 0
                ? null
                : [.. group.Taints.Select(taint => new V1Taint { Key = taint.Key, Value = taint.Value, Effect = taint.Effect })],
        },
    };

    public V1NodeStatus Status(DateTime now)
    {
        var resources = Resources();
        return new V1NodeStatus
        {
            Capacity = resources,
            Allocatable = resources,
            Addresses =
            [
                new V1NodeAddress { Type = "InternalIP", Address = address },
                new V1NodeAddress { Type = "Hostname", Address = Name },
            ],
            Conditions =
            [
                Condition("Ready", "True", "KubeletReady", now),
                .. new[] { "MemoryPressure", "DiskPressure", "PIDPressure" }.Select(type => Condition(type, "False", "KubeletHasNoPressure", now)),
            ],
        };
    }

    public static V1NodeCondition Condition(string type, string status, string reason, DateTime now) => new()
    {
        Type = type,
        Status = status,
        Reason = reason,
        LastHeartbeatTime = now,
        LastTransitionTime = now,
    };

    private Dictionary<string, ResourceQuantity> Resources()
    {
        var resources = new Dictionary<string, ResourceQuantity>
        {
            ["cpu"] = new(group.Cpu),
            ["memory"] = new(group.Memory),
            ["ephemeral-storage"] = new("1000Gi"),
            ["pods"] = new(Number(group.Pods)),
        };
        foreach (var (name, count) in group.Devices) resources[name] = new ResourceQuantity(Number(count));
        return resources;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
