using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class ProfileWriterTests
{
    [Fact]
    public void What_chance_made_of_a_short_measurement_is_still_a_curve_that_simulate_takes()
    {
        var written = Written(At(1, 0.020), At(2, 0.015), At(4, 0.030), At(8, 0.300));

        written.Should().Contain("{concurrency: 2, latency: 20ms,").And.Contain("# measured 15ms, by chance");
        written.Should().Contain("# - {concurrency: 8,").And.Contain("# less gets done than with fewer at once");
        Read(written).Should().Equal(1, 2, 4);
    }

    [Fact]
    public void A_curve_that_grows_is_written_as_it_was_measured()
    {
        var written = Written(At(1, 0.020), At(2, 0.025), At(4, 0.050));

        written.Should().NotContain("chance").And.NotContain("# -");
        Read(written).Should().Equal(1, 2, 4);
    }

    [Fact]
    public void One_request_that_took_for_ever_makes_no_profile_that_simulate_refuses()
    {
        var written = Written(At(1, 0.020) with { Variability = 511.6 });

        written.Should().Contain("variability: 100 ").And.Contain("# measured 511.6: some requests took far longer");
        Read(written).Should().Equal(1);
    }

    private static Measurement At(int concurrency, double seconds) => new(concurrency, 100, seconds, 2 * seconds, 0.1, concurrency / seconds);

    private static string Written(params Measurement[] measured) => ProfileWriter.Write("m", measured, TimeSpan.FromSeconds(1), 1, TimeSpan.FromSeconds(10));

    private static int[] Read(string yaml)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, yaml);
            return [.. ProfileReader.Read(file).Service.Points.Select(point => point.Concurrency)];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
