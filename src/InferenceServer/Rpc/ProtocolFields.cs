namespace InferenceServer.Rpc;

/// <summary>Field numbers of the messages that are read and written by hand; a test holds them to the .proto file.</summary>
internal static class ProtocolFields
{
    /// <summary><c>ModelInferRequest</c>.</summary>
    internal static class Request
    {
        public const int ModelName = 1;
        public const int ModelVersion = 2;
        public const int Id = 3;
        public const int Parameters = 4;
        public const int Inputs = 5;
        public const int Outputs = 6;
        public const int RawInputContents = 7;
    }

    /// <summary><c>ModelInferRequest.InferInputTensor</c>, and the answer's <c>InferOutputTensor</c>.</summary>
    internal static class Tensor
    {
        public const int Name = 1;
        public const int Datatype = 2;
        public const int Shape = 3;
        public const int Parameters = 4;
        public const int Contents = 5;
    }

    /// <summary><c>ModelInferRequest.InferRequestedOutputTensor</c>.</summary>
    internal static class RequestedOutput
    {
        public const int Name = 1;
        public const int Parameters = 2;
    }

    /// <summary><c>ModelInferResponse</c>.</summary>
    internal static class Response
    {
        public const int ModelName = 1;
        public const int ModelVersion = 2;
        public const int Id = 3;
        public const int Outputs = 5;
        public const int RawOutputContents = 6;
    }

    /// <summary><c>InferTensorContents</c>.</summary>
    internal static class Contents
    {
        public const int Bool = 1;
        public const int Int = 2;
        public const int Int64 = 3;
        public const int UInt = 4;
        public const int UInt64 = 5;
        public const int Fp32 = 6;
        public const int Fp64 = 7;
        public const int Bytes = 8;

        /// <summary>The fields' names, by number.</summary>
        public static readonly string[] Names = ["", "bool_contents", "int_contents", "int64_contents", "uint_contents", "uint64_contents", "fp32_contents", "fp64_contents", "bytes_contents"];
    }

    /// <summary><c>InferParameter</c>, and an entry of a map.</summary>
    internal static class Parameter
    {
        public const int Key = 1;
        public const int EntryValue = 2;
        public const int BoolParam = 1;
    }
}
