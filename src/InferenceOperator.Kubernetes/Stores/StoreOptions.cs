namespace InferenceOperator.Kubernetes;

/// <summary>What the cache of a kind holds.</summary>
public sealed class StoreOptions
{
    /// <summary>Label selector, as kubectl writes it. Null: every object.</summary>
    public string? LabelSelector { get; set; }

    /// <summary>Field selector, as kubectl writes it. Null: every object.</summary>
    public string? FieldSelector { get; set; }

    /// <summary>True: a kind that the API server does not serve is an empty cache; it is looked for again now and then.</summary>
    public bool Optional { get; set; }

    /// <summary>True: a kind that the operator may not list is an empty cache, too; for kinds that are only read to say more. It is tried again now and then.</summary>
    public bool MayBeForbidden { get; set; }

    /// <summary>How often a kind that is not served, or may not be listed, is looked for again. Default 1 min.</summary>
    public TimeSpan Recheck { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>True: objects of all namespaces even when the operator watches one only (pods on shared nodes).</summary>
    public bool AllNamespaces { get; set; }
}
