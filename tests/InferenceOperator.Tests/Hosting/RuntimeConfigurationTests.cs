using System.Text.Json.Nodes;

namespace InferenceOperator.Tests.Hosting;

/// <summary>What the build wrote for the runtime to read: a property with a wrong name is not an error there, it is just not written.</summary>
public sealed class RuntimeConfigurationTests
{
    [Theory]
    [InlineData("InferenceOperator")]
    [InlineData("InferenceOperator.Trainer")]
    public void Small_programs_have_one_heap_and_not_one_for_each_core(string program) =>
        Settings(program)["System.GC.Server"]!.GetValue<bool>().Should().BeFalse();

    [Fact]
    public void The_operator_gives_memory_back() => Settings("InferenceOperator")["System.GC.ConserveMemory"]!.GetValue<int>().Should().Be(5);

    private static JsonObject Settings(string program)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{program}.runtimeconfig.json");
        return JsonNode.Parse(File.ReadAllText(file))!["runtimeOptions"]!["configProperties"]!.AsObject();
    }
}
