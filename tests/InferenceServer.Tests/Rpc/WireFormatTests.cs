using Google.Protobuf.Reflection;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Tests.Rpc;

/// <summary>The messages are the published protocol's: whoever renames or renumbers a field breaks every client.</summary>
public sealed class WireFormatTests
{
    private const string Published = """
        ServerLive(ServerLiveRequest) ServerLiveResponse
        ServerReady(ServerReadyRequest) ServerReadyResponse
        ModelReady(ModelReadyRequest) ModelReadyResponse
        ServerMetadata(ServerMetadataRequest) ServerMetadataResponse
        ModelMetadata(ModelMetadataRequest) ModelMetadataResponse
        ModelInfer(ModelInferRequest) ModelInferResponse
        RepositoryIndex(RepositoryIndexRequest) RepositoryIndexResponse
        RepositoryModelLoad(RepositoryModelLoadRequest) RepositoryModelLoadResponse
        RepositoryModelUnload(RepositoryModelUnloadRequest) RepositoryModelUnloadResponse
        ServerLiveRequest:
        ServerLiveResponse: live 1 bool
        ServerReadyRequest:
        ServerReadyResponse: ready 1 bool
        ModelReadyRequest: name 1 string, version 2 string
        ModelReadyResponse: ready 1 bool
        ServerMetadataRequest:
        ServerMetadataResponse: name 1 string, version 2 string, extensions 3 string*
        ModelMetadataRequest: name 1 string, version 2 string
        ModelMetadataResponse: name 1 string, versions 2 string*, platform 3 string, inputs 4 message*, outputs 5 message*
        ModelMetadataResponse.TensorMetadata: name 1 string, datatype 2 string, shape 3 int64*
        ModelInferRequest: model_name 1 string, model_version 2 string, id 3 string, parameters 4 message*, inputs 5 message*, outputs 6 message*, raw_input_contents 7 bytes*
        ModelInferRequest.InferInputTensor: name 1 string, datatype 2 string, shape 3 int64*, parameters 4 message*, contents 5 message
        ModelInferRequest.InferRequestedOutputTensor: name 1 string, parameters 2 message*
        ModelInferResponse: model_name 1 string, model_version 2 string, id 3 string, parameters 4 message*, outputs 5 message*, raw_output_contents 6 bytes*
        ModelInferResponse.InferOutputTensor: name 1 string, datatype 2 string, shape 3 int64*, parameters 4 message*, contents 5 message
        InferParameter: bool_param 1 bool, int64_param 2 int64, string_param 3 string, double_param 4 double, uint64_param 5 uint64
        InferTensorContents: bool_contents 1 bool*, int_contents 2 int32*, int64_contents 3 int64*, uint_contents 4 uint32*, uint64_contents 5 uint64*, fp32_contents 6 float*, fp64_contents 7 double*, bytes_contents 8 bytes*
        ModelRepositoryParameter: bool_param 1 bool, int64_param 2 int64, string_param 3 string, bytes_param 4 bytes
        RepositoryIndexRequest: repository_name 1 string, ready 2 bool
        RepositoryIndexResponse: models 1 message*
        RepositoryIndexResponse.ModelIndex: name 1 string, version 2 string, state 3 string, reason 4 string
        RepositoryModelLoadRequest: repository_name 1 string, model_name 2 string, parameters 3 message*
        RepositoryModelLoadResponse:
        RepositoryModelUnloadRequest: repository_name 1 string, model_name 2 string, parameters 3 message*
        RepositoryModelUnloadResponse:
        """;

    [Fact]
    public void Has_the_published_services_messages_fields_and_numbers()
    {
        var file = OpenInferenceReflection.Descriptor;

        file.Package.Should().Be("inference");
        var service = file.Services.Should().ContainSingle().Which;
        service.Name.Should().Be("GRPCInferenceService");
        service.Methods.Should().OnlyContain(method => !method.IsClientStreaming && !method.IsServerStreaming);
        service.Methods.Select(method => $"{method.Name}({method.InputType.Name}) {method.OutputType.Name}")
            .Concat(file.MessageTypes.SelectMany(All).Select(Describe))
            .Should().Equal(Published.Split('\n'));
    }

    // Maps are messages of their own in a descriptor, and none to a person.
    private static IEnumerable<MessageDescriptor> All(MessageDescriptor message) =>
        [message, .. message.NestedTypes.Where(nested => !nested.Name.EndsWith("Entry", StringComparison.Ordinal)).SelectMany(All)];

    private static string Describe(MessageDescriptor message)
    {
        var fields = message.Fields.InDeclarationOrder().Select(field => $"{field.Name} {field.FieldNumber} {field.FieldType.ToString().ToLowerInvariant()}{(field.IsRepeated ? "*" : "")}");
        return $"{message.FullName["inference.".Length..]}: {string.Join(", ", fields)}".TrimEnd();
    }
}
