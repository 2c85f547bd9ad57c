using InferenceOperator.LocalClusters.CommandLine;

return await Commands.RunAsync(args);
