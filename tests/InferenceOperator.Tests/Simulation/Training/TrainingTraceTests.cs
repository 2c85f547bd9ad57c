using InferenceOperator.Core.Simulation.Joint;
using InferenceOperator.Simulation;

namespace InferenceOperator.Tests.Simulation;

public sealed class TrainingTraceTests
{
    private const string Header = "name,submitted,workers,duration\n";

    [Fact]
    public void A_table_needs_four_columns_and_the_rest_has_the_defaults_of_a_training_job()
    {
        var job = Parse("jobs.csv", Header + "bert,10m,8,1h30m\n").Should().ContainSingle().Subject;

        job.Should().Be(new ReplayedJob
        {
            Name = "bert", SubmittedSeconds = 600, Workers = 8, MinWorkers = 8, GpusPerWorker = 1, DurationSeconds = 5400,
            CheckpointIntervalSeconds = 600, SaveSeconds = 30, GraceSeconds = 120, ResumeSeconds = 60, Priority = 0, MaxPreemptions = 5,
        });
    }

    [Fact]
    public void A_table_may_say_everything_in_any_order_with_seconds_or_durations()
    {
        var job = Parse(
            "jobs.csv", "# exported\nduration,name,submitted,workers,minWorkers,gpus,interval,saveTime,gracePeriod,resumeCost,priority,maxPreemptions\n7200,bert,0,4,2,2,15m,45,3m,90,-1,9\n")[0];

        job.Should().Be(new ReplayedJob
        {
            Name = "bert", Workers = 4, MinWorkers = 2, GpusPerWorker = 2, DurationSeconds = 7200,
            CheckpointIntervalSeconds = 900, SaveSeconds = 45, GraceSeconds = 180, ResumeSeconds = 90, Priority = -1, MaxPreemptions = 9,
        });
    }

    [Fact]
    public void Yaml_says_the_same() => Parse(
        "jobs.yaml",
        "jobs:\n- {name: bert, submitted: 1m, workers: 4, minWorkers: 2, gpus: 2, duration: 2h, priority: 1, maxPreemptions: 3, checkpoint: {interval: 15m, saveTime: 45s, gracePeriod: 3m, resumeCost: 90s}}\n")[0]
        .Should().Be(new ReplayedJob
        {
            Name = "bert", SubmittedSeconds = 60, Workers = 4, MinWorkers = 2, GpusPerWorker = 2, DurationSeconds = 7200,
            CheckpointIntervalSeconds = 900, SaveSeconds = 45, GraceSeconds = 180, ResumeSeconds = 90, Priority = 1, MaxPreemptions = 3,
        });

    [Fact]
    public void Gavels_steps_become_seconds()
    {
        var jobs = Parse("msr.trace", "ResNet-50 (batch size 64)\tpython main.py\t--steps\t1\t2343750\t0.000000\t1\nA3C\tpython a3c.py\t-n\t0\t5000\t12.500000\t16\n");

        jobs.Select(job => (job.SubmittedSeconds, job.Workers, job.MinWorkers)).Should().Equal((0, 1, 1), (12.5, 16, 16));
        jobs[0].DurationSeconds.Should().BeApproximately(2343750 / (250 / 64.0), 1);
        jobs[1].DurationSeconds.Should().Be(1000);
    }

    [Fact]
    public void Pollux_jobs_take_the_time_of_their_application_and_are_elastic()
    {
        const string text = "name,time,application,num_replicas,batch_size\nncf-0,107,ncf,2,32768\nimagenet-1,200,imagenet,12,3200\n";

        var jobs = Parse("workload-1.csv", text);

        jobs.Select(job => (job.Name, job.SubmittedSeconds, job.Workers, job.MinWorkers)).Should().Equal(("ncf-0", 107, 2, 1), ("imagenet-1", 200, 12, 6));
        (jobs[0].DurationSeconds * 2 / 3600).Should().BeInRange(0.1, 1);
        (jobs[1].DurationSeconds * 12 / 3600).Should().BeInRange(100, 1000);
        Parse("workload-1.csv", text).Should().Equal(jobs, "the seed says the rest");
        TrainingTrace.Parse("workload-1.csv", text, seed: 2).Select(read => read.Job).Should().NotEqual(jobs);
    }

    /// <summary>The recordings are not part of the repository; where they lie beside it, they must be readable.</summary>
    [Theory]
    [InlineData("gavel-philly/msr_seed0_vc_ee9e8c.trace", 2000)]
    [InlineData("pollux-osdi21/workload-1.csv", 160)]
    [InlineData("pollux-osdi21/workload-realistic-1.csv", 160)]
    public void Public_recordings_can_be_read(string file, int jobs)
    {
        var recording = Repository.PathOf($"../shared/traces/{file}");
        if (!File.Exists(recording))
            return;

        TrainingTrace.Read(recording, seed: 1).Should().HaveCount(jobs);
    }

    [Theory]
    [InlineData("", "jobs.csv is empty: write a header such as \"name,submitted,workers,duration\", then a line for each job")]
    [InlineData(Header, "jobs.csv has no jobs: write a line for each below the header")]
    [InlineData("name,submitted,workers\na,0,1", "jobs.csv, header \"name,submitted,workers\": the column duration is missing: write a header with name, submitted, workers, duration")]
    [InlineData("name,submitted,workers,duration,color\na,0,1,60,red", "jobs.csv, header \"name,submitted,workers,duration,color\": color is no column here: write some of name, submitted, workers, duration, minWorkers, gpus, interval, saveTime, gracePeriod, resumeCost, priority, maxPreemptions")]
    [InlineData(Header + "a,0,1", "jobs.csv, line 2: 3 fields, and the header has 4 (name,submitted,workers,duration): write one value for each column")]
    [InlineData(Header + "a,0,1,60\n,0,1,60", "jobs.csv, line 3, column name \"\": write a name")]
    [InlineData(Header + "a,0,-8,60", "jobs.csv, line 2, column workers \"-8\": write a whole number, 1 to 10000")]
    [InlineData(Header + "a,0,,60", "jobs.csv, line 2, column workers \"\": write the workers of the gang, such as 8")]
    [InlineData(Header + "a,0,1,0", "jobs.csv, line 2, column duration \"0\": write more than 0, such as 2h or 7200")]
    [InlineData(Header + "a,0,1,soon", "jobs.csv, line 2, column duration \"soon\": write 0 or more seconds, or a duration such as 90s or 1h30m")]
    [InlineData(Header + "a,-5,1,60", "jobs.csv, line 2, column submitted \"-5\": write 0 or more seconds")]
    [InlineData(Header + "a,-5m,1,60", "jobs.csv, line 2, column submitted \"-5m\": write 0 or more seconds")]
    [InlineData(Header + "a,100,1,60\nb,90,1,60", "jobs.csv, line 3, column submitted \"90\": the job before was submitted at 1m40s: write jobs in the order of their submission")]
    [InlineData(Header + "a,0,1,60\na,0,1,60", "jobs.csv, line 3, column name \"a\": another job has this name already: write a name of its own")]
    [InlineData("name,submitted,workers,duration,gpus\na,0,1,60,-1", "jobs.csv, line 2, column gpus \"-1\": write a whole number, 1 to 64")]
    [InlineData("name,submitted,workers,duration,minWorkers\na,0,2,60,3", "jobs.csv, line 2, column minWorkers \"3\": it is more than workers (2): write 1 to 2")]
    [InlineData("name,time,application,num_replicas,batch_size\na,0,gpt,1,1", "jobs.csv, line 2, column application \"gpt\": write one of cifar10, ncf, bert, deepspeech2, yolov3, imagenet, or the jobs")]
    [InlineData("name,time,application,num_replicas,batch_size\na,0,ncf,0,1", "jobs.csv, line 2, column num_replicas \"0\": write a whole number of replicas, 1 or more")]
    public void Refuses_a_wrong_table_with_line_field_value_and_what_to_write(string text, string message) =>
        ((Action)(() => Parse("jobs.csv", text))).Should().Throw<InputException>().Which.Message.Should().StartWith(message);

    [Theory]
    [InlineData("jobs: []", "jobs.yaml, line 1: jobs \"[]\": write a list such as")]
    [InlineData("jobs:\n- {name: a, submitted: 0s, workers: 1}", "jobs.yaml, line 2: jobs[0].duration is missing: write how long it takes undisturbed, such as 2h")]
    [InlineData("jobs:\n- {name: a, submitted: 0s, workers: 1, duration: 60}", "jobs.yaml, line 2: jobs[0].duration \"60\": write a duration such as")]
    [InlineData("jobs:\n- {name: a, submitted: -5m, workers: 1, duration: 1h}", "jobs.yaml, line 2: jobs[0].submitted \"-5m\": write")]
    [InlineData("jobs:\n- {name: a, submitted: 0s, workers: 1, duration: 1h, colour: red}", "jobs.yaml, line 2: jobs[0].colour is no field here: write name, submitted,")]
    [InlineData("jobs:\n- {name: a, submitted: 0s, workers: 1, duration: 1h, checkpoint: {every: 1m}}", "jobs.yaml, line 2: jobs[0].checkpoint.every is no field here: write interval, saveTime, gracePeriod, resumeCost")]
    [InlineData("jobs:\n- {name: a, submitted: 0s, workers: 2.5, duration: 1h}", "jobs.yaml, line 2: jobs[0].workers \"2.5\": write the workers of the gang")]
    [InlineData("jobs:\n- {name: a, submitted: 9m, workers: 1, duration: 1h}\n- {name: b, submitted: 5m, workers: 1, duration: 1h}", "jobs.yaml, line 3: jobs[1].submitted \"5m\": the job before was submitted at 9m: write jobs in the order")]
    public void Refuses_wrong_yaml_with_line_field_value_and_what_to_write(string text, string message) =>
        ((Action)(() => Parse("jobs.yaml", text))).Should().Throw<InputException>().Which.Message.Should().StartWith(message);

    [Theory]
    [InlineData("A3C\tx\t1\t2", "msr.trace, line 1: 4 fields: write 7, separated by tabs")]
    [InlineData("A3C\tx\t-n\t1\t5\t0\t0", "msr.trace, line 1, GPUs \"0\": write a whole number, 1 or more")]
    [InlineData("GPT\tx\t-n\t1\t5\t0\t1", "msr.trace, line 1, kind \"GPT\": its speed is not known: write one of ResNet-18,")]
    [InlineData("A3C\tx\t-n\t1\t5\t9\t1\nA3C\tx\t-n\t1\t5\t8\t1", "msr.trace, line 2, submitted \"8\": the job before was submitted at 9s")]
    public void Refuses_a_wrong_trace_of_gavel_with_line_field_value_and_what_to_write(string text, string message) =>
        ((Action)(() => Parse("msr.trace", text))).Should().Throw<InputException>().Which.Message.Should().StartWith(message);

    [Theory]
    [InlineData("name,submitted,workers,duration\na,0,17,60", "jobs.csv, line 2, column workers \"17\": 17 workers of 1 GPUs never fit 2 nodes of 8 GPUs, which hold 16: write at most 16, or more --nodes")]
    [InlineData("name,submitted,workers,duration,gpus\na,0,5,60,3", "jobs.csv, line 2, column workers \"5\": 5 workers of 3 GPUs never fit 2 nodes of 8 GPUs, which hold 4: write at most 4, or more --nodes")]
    [InlineData("name,submitted,workers,duration,gpus\na,0,1,60,9", "jobs.csv, line 2, column gpus \"9\": no node has so many (2 nodes of 8 GPUs): write at most 8, or a greater --gpus-per-node")]
    public void Refuses_gangs_larger_than_the_cluster(string text, string message) =>
        ((Action)(() => TrainingTrace.CheckFit(TrainingTrace.Parse("jobs.csv", text, seed: 1), [8, 8]))).Should().Throw<InputException>().WithMessage(message);

    [Theory]
    [InlineData("generate:queue", "--training \"generate:queue\": \"queue\" is not known: write generate:jobs")]
    [InlineData("generate:jobs,load=0", "--training \"generate:jobs,load=0\": load \"0\": write GPU-seconds of all jobs over those that inference leaves")]
    [InlineData("generate:jobs,elastic=2", "--training \"generate:jobs,elastic=2\": elastic \"2\": write the share of elastic jobs, 0 to 1")]
    [InlineData("generate:jobs,median=9", "--training \"generate:jobs,median=9\": median \"9\": write a duration such as 40m")]
    [InlineData("generate:jobs,x", "--training \"generate:jobs,x\": \"x\" is not known: write seed=1, load=0.9, elastic=0.5 or median=40m")]
    public void Refuses_jobs_that_cannot_be_made_up(string text, string message) =>
        ((Action)(() => GeneratedJobs.Parse(text))).Should().Throw<InputException>().Which.Message.Should().StartWith(message);

    [Fact]
    public void Times_can_be_made_shorter_and_checkpoints_stay()
    {
        var job = TrainingTrace.Scale(Parse("jobs.csv", Header + "a,0,1,60\nb,1000,1,1h\n"), 0.1)[1];

        (job.SubmittedSeconds, job.DurationSeconds, job.CheckpointIntervalSeconds).Should().Be((100, 360, 600));
    }

    private static IReadOnlyList<ReplayedJob> Parse(string file, string text) => [.. TrainingTrace.Parse(file, text, seed: 1).Select(read => read.Job)];
}
