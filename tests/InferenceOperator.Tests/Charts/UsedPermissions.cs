using System.Collections.Immutable;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Reflection;
using InferenceOperator.Hosting;
using k8s.Models;

namespace InferenceOperator.Tests.Charts;

/// <summary>
/// The permissions that compiled code needs: every kind that it names in a call of the runtime's generic methods, with the verbs of that method.
/// Calls on behalf of a type parameter do not count; whoever calls those names the kind.
/// </summary>
internal static class UsedPermissions
{
    private static readonly Dictionary<string, string[]> VerbsOf = new()
    {
        ["ReadAsync"] = ["get"],
        ["CreateAsync"] = ["create"],
        ["ApplyAsync"] = ["create", "patch"],
        ["MergePatchAsync"] = ["patch"],
        ["ApplyStatusAsync"] = ["patch /status"],
        ["DeleteAsync"] = ["delete"],
        ["RemoveAsync"] = ["delete"],
        ["AddStore"] = ["list", "watch"],
        ["AddController"] = ["list", "watch"],
        ["Watches"] = ["list", "watch"],
        ["Owns"] = ["list", "watch"],
    };

    /// <summary>Where kinds are declared.</summary>
    private static readonly Assembly[] Kinds = [typeof(V1Pod).Assembly, typeof(Api.GpuPool).Assembly, typeof(OperatorHost).Assembly];

    /// <returns>Such as <c>patch inferenceoperator.io/gpupools/status</c>.</returns>
    public static IEnumerable<string> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. from handle in Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.MethodSpec)).Select(MetadataTokens.MethodSpecificationHandle)
               let call = metadata.GetMethodSpecification(handle)
               from verb in VerbsOf.GetValueOrDefault(NameOf(metadata, call.Method), [])
               from argument in call.DecodeSignature(new TypeNames(), null)
               where argument.Length > 0
               let kind = KindOf(argument)
               where kind is not null
               select Permission(verb, kind),
        ];
    }

    private static string Permission(string verb, KubernetesEntityAttribute kind) =>
        $"{verb.Split(' ')[0]} {(kind.Group is { Length: > 0 } group ? group + "/" : "")}{kind.PluralName}{verb.Split(' ').ElementAtOrDefault(1)}";

    private static KubernetesEntityAttribute? KindOf(string type) =>
        Kinds.Select(assembly => assembly.GetType(type)).FirstOrDefault(found => found is not null)?.GetCustomAttribute<KubernetesEntityAttribute>();

    private static string NameOf(MetadataReader metadata, EntityHandle method) => metadata.GetString(method.Kind == HandleKind.MemberReference
        ? metadata.GetMemberReference((MemberReferenceHandle)method).Name
        : metadata.GetMethodDefinition((MethodDefinitionHandle)method).Name);

    /// <summary>Full names of named types; everything else is nothing that a kind could be.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            Full(reader, reader.GetTypeDefinition(handle).Namespace, reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            Full(reader, reader.GetTypeReference(handle).Namespace, reader.GetTypeReference(handle).Name);

        public string GetArrayType(string elementType, ArrayShape shape) => "";

        public string GetByReferenceType(string elementType) => "";

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => "";

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => "";

        public string GetPointerType(string elementType) => "";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";

        public string GetSZArrayType(string elementType) => "";

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => "";

        private static string Full(MetadataReader reader, StringHandle space, StringHandle name) => $"{reader.GetString(space)}.{reader.GetString(name)}";
    }
}
