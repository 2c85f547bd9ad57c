namespace InferenceOperator.Integrations;

/// <summary>An object between a pod and the object that the pod works for, as an owner reference names it.</summary>
/// <param name="ApiVersion">Its group and version.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace, which is the pod's.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its UID.</param>
internal sealed record OwnerLink(string ApiVersion, string Kind, string Namespace, string Name, string Uid);
