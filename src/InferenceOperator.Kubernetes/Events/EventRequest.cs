using k8s.Models;

namespace InferenceOperator.Kubernetes;

/// <summary>An Event that somebody recorded, before it is written.</summary>
internal sealed record EventRequest(V1ObjectReference About, string Type, string Reason, string Message, DateTime Time);
