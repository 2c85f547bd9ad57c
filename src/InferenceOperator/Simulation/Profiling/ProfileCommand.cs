using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using InferenceOperator.Translation;

namespace InferenceOperator.Simulation;

/// <summary><c>profile</c>: measures how fast a running server is, for <c>simulate</c>.</summary>
internal static class ProfileCommand
{
    private const int MostConcurrency = 4096;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualDuration = TimeSpan.FromSeconds(10);
    private static readonly int[] UsualConcurrency = [1, 2, 4, 8, 16, 32];
    private static readonly Option<Uri> Url = new("--url") { Description = "Address of a server that speaks the Open Inference Protocol v2 over HTTP", HelpName = "http://HOST:PORT", Required = true, CustomParser = ReadUrl };
    private static readonly Option<string> Model = new("--model") { Description = "Name of the model", HelpName = "NAME", Required = true };
    private static readonly Option<int[]?> Concurrency = new("--concurrency") { Description = "Requests at once, ascending from 1; ends early where more does no more [default: 1,2,4,8,16,32]", HelpName = "NUMBERS", CustomParser = ReadConcurrency };
    private static readonly Option<TimeSpan?> Duration = Commands.Optional("--duration", "DURATION", "How long to measure each, after a warm-up of a tenth of it [default: 10s]", ReadDuration);
    private static readonly Option<string?> Input = new("--input") { Description = "A ready request in JSON; by default one is made up from the model's metadata", HelpName = "FILE" };
    private static readonly Option<KeyValuePair<string, long[]>[]?> Shape = new("--shape") { Description = "Shape of a made-up input; may be repeated; free dimensions are 1 by default", HelpName = "NAME=1,3,224,224", CustomParser = ReadShapes };
    private static readonly Option<int?> Gpus = Commands.Optional("--gpus", "NUMBER", "GPUs of this replica [default: 1]", text => Commands.Whole(text, 0, 64));
    private static readonly Option<TimeSpan?> Startup = Commands.Optional("--startup", "DURATION", "From the order of a replica to its first request, for the file", GoDuration.Parse);
    private static readonly Option<string?> Output = new("--output") { Description = "File of the profile, instead of standard output", HelpName = "FILE" };

    /// <summary>Makes the subcommand.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command("profile", "Measure how fast a running server is, as a profile for simulate") { Url, Model, Concurrency, Duration, Input, Shape, Gpus, Startup, Output };
        command.SetAction((arguments, cancellationToken) => Commands.RunAsync("profile", arguments, () => RunAsync(arguments, cancellationToken)));
        return command;
    }

    private static async Task RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var model = arguments.GetValue(Model)!;
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false };
        using var http = new HttpClient(handler) { BaseAddress = arguments.GetValue(Url), Timeout = AnswerWithin };
        var client = new InferenceClient(http, model);
        var body = await BodyAsync(arguments, client, cancellationToken);
        var duration = arguments.GetValue(Duration) ?? UsualDuration;
        var loop = new ClosedLoop(token => client.InferAsync(body, token), TimeProvider.System);
        // Standard output may be the profile itself.
        var profiler = new Profiler(callers => loop.RunAsync(callers, duration, cancellationToken), arguments.InvocationConfiguration.Error.WriteLine);
        var measured = await profiler.RunAsync(arguments.GetValue(Concurrency) is { Length: > 0 } concurrency ? concurrency : UsualConcurrency);
        var yaml = ProfileWriter.Write(model, measured, duration, arguments.GetValue(Gpus) ?? 1, arguments.GetValue(Startup));
        if (arguments.GetValue(Output) is not { } file)
        {
            await arguments.InvocationConfiguration.Output.WriteAsync(yaml);
            return;
        }

        await using (var writer = Commands.CreateFile("--output", file))
            await writer.WriteAsync(yaml);
        await arguments.InvocationConfiguration.Output.WriteLineAsync($"wrote {file}");
    }

    private static async Task<RequestBody> BodyAsync(ParseResult arguments, InferenceClient client, CancellationToken cancellationToken)
    {
        var shapes = (arguments.GetValue(Shape) ?? []).DistinctBy(shape => shape.Key).ToDictionary();
        if (arguments.GetValue(Input) is { } file)
        {
            if (shapes.Count > 0)
                throw new InputException("--shape and --input cannot be together: a ready request has its shapes");
            return File.Exists(file) ? new(await File.ReadAllBytesAsync(file, cancellationToken)) : throw new InputException($"--input \"{Shown.Short(file)}\": no such file; write the path of a JSON request");
        }

        var (model, server) = await client.DescribeAsync(cancellationToken);
        return RequestBuilder.Build(model.Inputs, shapes, server.TakesRawTensors);
    }

    private static Uri? ReadUrl(ArgumentResult result)
    {
        if (result.Tokens is [.., var last] && Uri.TryCreate(last.Value, UriKind.Absolute, out var given) && given.UserInfo.Length > 0)
        {
            // The value is left out: it holds a password.
            result.AddError("--url holds a user or a password: write http://HOST:PORT");
            return null;
        }

        return Commands.Read(result, "--url", text =>
            Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : throw new FormatException("write http://HOST:PORT"));
    }

    private static TimeSpan ReadDuration(string text) =>
        GoDuration.Parse(text) is var duration && duration > TimeSpan.Zero && duration <= TimeSpan.FromHours(1) ? duration : throw new FormatException("write more than 0 and at most 1h, such as 10s");

    private static int[]? ReadConcurrency(ArgumentResult result) => Commands.Read(result, "--concurrency", text =>
    {
        int[] numbers = [.. text.Split(',').Select(number => Commands.Whole(number.Trim(), 1, MostConcurrency))];
        return numbers[0] == 1 && numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second) ? numbers : throw new FormatException("write ascending numbers from 1, such as 1,2,4,8");
    });

    private static KeyValuePair<string, long[]>[]? ReadShapes(ArgumentResult result)
    {
        List<KeyValuePair<string, long[]>> shapes = [];
        foreach (var token in result.Tokens)
        {
            // Names may hold an equals sign, sizes do not.
            var split = token.Value.LastIndexOf('=');
            var sizes = split < 0 ? [] : token.Value[(split + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Size).ToArray();
            if (split > 0 && sizes.All(size => size > 0))
                shapes.Add(new(token.Value[..split], sizes));
            else
                result.AddError($"--shape is \"{Shown.Short(token.Value)}\": write NAME=1,3,224,224 with sizes of 1 or more");
        }

        return [.. shapes];
    }

    private static long Size(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : -1;
}
