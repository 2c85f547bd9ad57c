using InferenceOperator.Hosting;

var command = CommandLine.Create().Parse(args);
return await command.InvokeAsync(RunCommand.ConfigurationOf(command));
