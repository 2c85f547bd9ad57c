using InferenceServer.Optimisation.Onnx;
using InferenceServer.Protocol;

namespace InferenceServer.Optimisation.Quantisation;

/// <summary>
/// Dynamic int8 quantisation of an ONNX model: MatMul and Gemm nodes with constant float weights get weights of one byte, rounded by output
/// channel; their inputs are rounded when the model runs. Everything else, unknown fields too, is kept as it is. Convolutions are left alone:
/// on CPUs ONNX Runtime has no fast whole-number convolution for ranges that are found while it runs.
/// </summary>
internal static class DynamicInt8
{
    private const string RuntimeDomain = "com.microsoft";
    private const int DomainField = 1;
    private const int VersionField = 2;

    /// <summary>Writes the quantised model.</summary>
    /// <param name="original">The model's file, below 2 GiB.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="limit">The largest whole number of a weight: 127, or 64 where the CPU's byte products saturate.</param>
    /// <returns>How many products were replaced.</returns>
    /// <exception cref="OptimisationException">There is nothing to quantise.</exception>
    public static int Write(string original, string target, int limit)
    {
        try
        {
            using var file = MappedFile.Open(original);
            var fields = MessageField.Of(file.Memory);
            var graph = fields.FindLast(field => field.Number == OnnxFields.ModelGraph).Content;
            var plan = new GraphPlan(graph, null, new WeightUses(graph), limit);
            if (plan.Replaced == 0)
                throw OptimisationException.Refused($"{original} has no MatMul or Gemm with 1024 or more constant float weights, and nothing else is quantised (convolutions and recurrent layers stay as they are); leave --quantize out");
            using var stream = File.Create(target);
            Write(fields, plan).WriteTo(stream);
            return plan.Replaced;
        }
        catch (ProtocolException exception)
        {
            throw OptimisationException.Failed($"{original} is not a valid ONNX model: {exception.Message}", exception);
        }
    }

    private static MessageBuilder Write(List<MessageField> fields, GraphPlan plan)
    {
        var model = new MessageBuilder();
        foreach (var field in fields.Where(field => field.Number != OnnxFields.ModelGraph))
            model.Add(field);
        var known = fields.Where(field => field.Number == OnnxFields.ModelOperatorSets)
            .Any(field => MessageField.Of(field.Content).Exists(part => part.Number == DomainField && part.Text == RuntimeDomain));
        if (!known)
            model.Message(OnnxFields.ModelOperatorSets, new MessageBuilder().Text(DomainField, RuntimeDomain).Number(VersionField, 1));
        return model.Message(OnnxFields.ModelGraph, plan.Write());
    }
}
