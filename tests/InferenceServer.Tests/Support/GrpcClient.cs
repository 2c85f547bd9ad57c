using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using InferenceServer.Rpc.Messages;

namespace InferenceServer.Tests.Support;

/// <summary>The protocol's generated client, and calls with bytes of the test's own.</summary>
internal sealed class GrpcClient : IDisposable
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);
    private readonly GrpcChannel _channel;

    public GrpcClient(Uri address)
    {
        // Large answers are the server's business here, not the client's.
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            HttpHandler = new SocketsHttpHandler { ConnectCallback = ConnectAsync },
        });
        Service = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
    }

    public GRPCInferenceService.GRPCInferenceServiceClient Service { get; }

    /// <summary>Connections opened so far.</summary>
    public int Connections { get; private set; }

    public static ModelInferRequest Raw(string model, params TensorData[] inputs)
    {
        var request = new ModelInferRequest { ModelName = model };
        foreach (var input in inputs)
        {
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = input.Name, Datatype = input.Datatype, Shape = { input.Shape } });
            request.RawInputContents.Add(ByteString.CopyFrom(input.Bytes));
        }

        return request;
    }

    public static ModelInferRequest Typed(string model, string name, string datatype, long[] shape, InferTensorContents contents) => new()
    {
        ModelName = model,
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = datatype, Shape = { shape }, Contents = contents } },
    };

    public async Task<IReadOnlyList<TensorData>> InferRawAsync(string model, params TensorData[] inputs)
    {
        var answer = await Service.ModelInferAsync(Raw(model, inputs));
        answer.Outputs.Should().OnlyContain(output => output.Contents == null);
        return [.. answer.Outputs.Select((output, index) => new TensorData(output.Name, output.Datatype, [.. output.Shape], answer.RawOutputContents[index].ToByteArray()))];
    }

    public async Task<Status> ErrorAsync(ModelInferRequest request, CallOptions options = default) => await ErrorAsync(request.ToByteArray(), options);

    /// <summary>The status of a call that must fail.</summary>
    public async Task<Status> ErrorAsync(byte[] message, CallOptions options = default, string method = "ModelInfer")
    {
        try
        {
            await _channel.CreateCallInvoker().AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, "inference.GRPCInferenceService", method, Bytes, Bytes), null, options, message);
        }
        catch (RpcException exception)
        {
            return exception.Status;
        }

        return Status.DefaultSuccess;
    }

    public void Dispose() => _channel.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        Connections++;
        return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
    }
}
