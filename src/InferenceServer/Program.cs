using System.CommandLine;
using InferenceServer.CommandLine;

var root = new RootCommand("InferenceServer: serves ONNX models by the Open Inference Protocol v2")
{
    ServeCommand.Create(),
};

// The host handles SIGTERM itself, with a drain window.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
