namespace InferenceOperator.Demo.Setup;

/// <summary>What the demo needs of the world: a cluster and a Prometheus that scrapes its pods.</summary>
/// <param name="Kubeconfig">Path of a kubeconfig with all rights.</param>
/// <param name="PrometheusUrl">Reached by this process and by the operator's pod.</param>
/// <param name="Helm">Path of helm.</param>
/// <param name="Kubectl">Path of kubectl.</param>
/// <param name="Models">Folder with the models.</param>
/// <param name="Checkpoints">Folder for what training saves.</param>
internal sealed record DemoEnvironment(string Kubeconfig, Uri PrometheusUrl, string Helm, string Kubectl, string Models, string Checkpoints);
